using Reco.Domain.Expressions;
using Reco.Domain.Interactions;

namespace Reco.Domain.Recommend.Sources;

/// <summary>
/// <c>popular</c>: what people meet most, by decayed counts, among people or moments like this one (<c>scope</c>). A null part cuts the scope there;
/// while fewer than <c>take</c> items are known it widens from the right, part by part, to everyone. Scores are divided by the list's maximum.
/// </summary>
/// <param name="popularity">The catalog's counts.</param>
/// <param name="halfLife">How fast they forget.</param>
/// <param name="scope">Paths as the rule names them, with their values for this request.</param>
/// <param name="take">Candidates wanted.</param>
/// <param name="weight">What scores are multiplied by.</param>
public sealed class PopularSource(
    IPopularity popularity, HalfLife halfLife, IReadOnlyList<(string Path, RequestExpression<Value> Value)> scope, int take, double weight) : ISource
{
    private readonly PopularityScope[] scopes =
        [.. Enumerable.Range(0, scope.Count + 1).Select(depth => new PopularityScope([.. scope.Take(depth).Select(s => s.Path)]))];

    /// <inheritdoc/>
    public string Kind => "popular";
    /// <inheritdoc/>
    public string Text { get; } = scope.Count == 0 ? $"popular {halfLife.Name()}" : $"popular {halfLife.Name()} by {string.Join(", ", scope.Select(s => s.Path))}";
    /// <inheritdoc/>
    public int Take => take;
    /// <inheritdoc/>
    public double Weight => weight;

    /// <inheritdoc/>
    public ValueTask FetchAsync(Evaluation evaluation, FoundItems found, CancellationToken cancel)
    {
        var values = scope.Count == 0 ? [] : new string[scope.Count];
        var depth = 0;
        while (depth < scope.Count && scope[depth].Value.Evaluate(evaluation) is { IsNull: false } value) values[depth++] = value.ToString();
        PopularList list;
        while (true)
        {
            list = popularity.Top(halfLife, scopes[depth], values.AsSpan(0, depth), take, evaluation.NowMs);
            if (list.Items.Length >= take || depth == 0) break;
            depth--;
        }
        if (scope.Count > 0) found.Note = depth == 0 ? "everyone" : $"{scopes[depth].Key}: {string.Join('|', values.Take(depth))}";
        var highest = list.Items.Length == 0 ? 1 : list.Counts[0];
        for (var i = 0; i < Math.Min(take, list.Items.Length); i++) found.Add(list.Items[i], list.Counts[i] / highest);
        return ValueTask.CompletedTask;
    }
}
