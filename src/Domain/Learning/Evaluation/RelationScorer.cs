using Reco.Domain.Recommend;

namespace Reco.Domain.Learning.Evaluation;

/// <summary>
/// Answers questions from a relation without a server: the sum over the known items' lists, what is known left out; ties by id. The same
/// arithmetic as a rule with one <c>related</c> source (scores are float, sums double), for trying settings quickly.
/// </summary>
public sealed class RelationScorer
{
    private readonly Dictionary<string, RelationRow> lists;
    private readonly IComparer<string> ties;

    /// <summary>Scores by these rows.</summary>
    public RelationScorer(IEnumerable<RelationRow> rows, IComparer<string> ties)
    {
        lists = rows.ToDictionary(r => r.Key, StringComparer.Ordinal);
        this.ties = ties;
    }

    /// <summary>The best items for who knows these.</summary>
    public IReadOnlyList<string> Top(IReadOnlyList<string> known, int take)
    {
        var (scores, seen) = (new Dictionary<string, double>(StringComparer.Ordinal), known.ToHashSet(StringComparer.Ordinal));
        foreach (var seed in seen)
        {
            if (!lists.TryGetValue(seed, out var row)) continue;
            foreach (var (id, score) in row.Related) scores[id] = scores.GetValueOrDefault(id) + score;
        }
        return [.. scores.Where(s => !seen.Contains(s.Key)).OrderByDescending(s => s.Value).ThenBy(s => s.Key, ties).Take(take).Select(s => s.Key)];
    }
}
