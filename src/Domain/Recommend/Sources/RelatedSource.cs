using System.Runtime.InteropServices;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Recommend.Ranking;

namespace Reco.Domain.Recommend.Sources;

/// <summary><c>related … to</c>: the lists of one relation for some keys, summed per item.</summary>
/// <param name="relation">The lists, at their serving version.</param>
/// <param name="name">Its name in the rule.</param>
/// <param name="to">Keys: items, users or any texts.</param>
/// <param name="take">Candidates wanted; cuts the summed list.</param>
/// <param name="weight">What scores are multiplied by.</param>
/// <param name="limits">Bounds of seeds.</param>
public sealed class RelatedSource(IRelation relation, string name, RequestExpression<IReadOnlyList<string>> to, int take, double weight, Limits limits) : ISource
{
    /// <inheritdoc/>
    public string Kind => "related";
    /// <inheritdoc/>
    public string Text { get; } = $"related {name}";
    /// <inheritdoc/>
    public int Take => take;
    /// <inheritdoc/>
    public double Weight => weight;

    /// <inheritdoc/>
    public ValueTask FetchAsync(Evaluation evaluation, FoundItems found, CancellationToken cancel)
    {
        var keys = to.Evaluate(evaluation);
        if (keys.Count == 0) return ValueTask.CompletedTask;
        if (keys.Count > limits.Seeds) keys = [.. keys.Take(limits.Seeds)];
        if (found.Lists.Length < keys.Count) found.Lists = new RelationList?[Math.Max(keys.Count, 16)];
        var ids = evaluation.Items.Ids;
        var reading = relation.ReadAsync(keys, found.Lists, cancel);
        if (!reading.IsCompletedSuccessfully) return Wait(reading, keys.Count, ids, found);
        reading.GetAwaiter().GetResult();
        Sum(keys.Count, ids, found);
        return ValueTask.CompletedTask;
    }

    private async ValueTask Wait(ValueTask reading, int keys, ItemNumbers ids, FoundItems found)
    {
        await reading.ConfigureAwait(false);
        Sum(keys, ids, found);
    }

    private void Sum(int keys, ItemNumbers ids, FoundItems found)
    {
        var lists = found.Lists.AsSpan(0, keys);
        if (keys == 1)
        {
            if (lists[0] is not { } only) return;
            var count = Math.Min(take, only.Items.Length);
            found.Add(only.Items.AsSpan(0, count), only.Scores.AsSpan(0, count));
            return;
        }
        var sums = found.Sums;
        foreach (var list in lists)
        {
            if (list is null) continue;
            for (var i = 0; i < list.Items.Length; i++) CollectionsMarshal.GetValueRefOrAddDefault(sums, list.Items[i], out _) += list.Scores[i];
        }
        found.AddBest(sums, take, new CandidateOrder(ids));
    }
}
