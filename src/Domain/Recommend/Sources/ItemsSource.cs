using Reco.Domain.Expressions;

namespace Reco.Domain.Recommend.Sources;

/// <summary><c>items</c>: ids written in the rule, in that order; scores 1 − i/take. Ids without item data find nothing until the item is uploaded.</summary>
/// <param name="ids">Distinct ids.</param>
/// <param name="take">Candidates wanted.</param>
/// <param name="weight">What scores are multiplied by.</param>
public sealed class ItemsSource(IReadOnlyList<string> ids, int take, double weight) : ISource
{
    /// <inheritdoc/>
    public string Kind => "items";
    /// <inheritdoc/>
    public string Text { get; } = $"items {string.Join(", ", ids.Take(3))}{(ids.Count > 3 ? ", …" : "")}";
    /// <inheritdoc/>
    public int Take => take;
    /// <inheritdoc/>
    public double Weight => weight;

    /// <inheritdoc/>
    public ValueTask FetchAsync(Evaluation evaluation, FoundItems found, CancellationToken cancel)
    {
        var numbers = evaluation.Items.Ids;
        for (var i = 0; i < Math.Min(take, ids.Count); i++)
        {
            if (numbers.TryGet(ids[i], out var item)) found.Add(item, 1 - (double)i / take);
        }
        return ValueTask.CompletedTask;
    }
}
