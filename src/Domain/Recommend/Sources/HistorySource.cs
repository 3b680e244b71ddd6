using Reco.Domain.Expressions;

namespace Reco.Domain.Recommend.Sources;

/// <summary><c>history</c>: what the person did last, newest first; scores 1 − i/take.</summary>
/// <param name="type">Interaction type.</param>
/// <param name="take">Candidates wanted.</param>
/// <param name="weight">What scores are multiplied by.</param>
public sealed class HistorySource(string type, int take, double weight) : ISource
{
    /// <inheritdoc/>
    public string Kind => "history";
    /// <inheritdoc/>
    public string Text { get; } = $"history {type}";
    /// <inheritdoc/>
    public int Take => take;
    /// <inheritdoc/>
    public double Weight => weight;
    /// <inheritdoc/>
    public bool ReadsUser => true;

    /// <inheritdoc/>
    public ValueTask FetchAsync(Evaluation evaluation, FoundItems found, CancellationToken cancel)
    {
        var ids = evaluation.Items.Ids;
        var last = evaluation.User.Last(type, take);
        for (var i = 0; i < last.Length; i++)
        {
            var item = ids.NumberOf(last[i].Hash);
            if (item >= 0) found.Add(item, 1 - (double)i / take);
        }
        return ValueTask.CompletedTask;
    }
}
