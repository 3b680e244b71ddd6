using System.Diagnostics.Metrics;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;

namespace Reco.Functions.Metrics;

/// <summary>
/// Counts interactions that the log took by type and, for those that carry the <c>requestId</c> of a serving revision, by the rule and bucket that they are owed to. Labels
/// come from known types and published rules only: whatever else is sent counts under no rule. The impression of a whole page counts once for each item.
/// </summary>
internal sealed class InteractionMeter
{
    private readonly LiveRules rules;
    private readonly Counter<long> interactions;

    /// <summary>Makes the instrument.</summary>
    public InteractionMeter(IMeterFactory factory, LiveRules rules)
    {
        this.rules = rules;
        interactions = factory.Create(RecommendMeter.Name).CreateCounter<long>("reco.interactions", null, "Interactions taken, by type and the rule and bucket whose answer they carry.");
    }

    /// <summary>Counts what became of an append: its rows but for the duplicates.</summary>
    public void Accepted(IReadOnlyList<Interaction> rows, AppendResult result)
    {
        if (!interactions.Enabled) return;
        var (set, next) = (rules.Current, 0);
        for (var i = 0; i < rows.Count; i++)
        {
            if (next < result.Duplicates.Count && result.Duplicates[next] == i) next++;
            else Count(set, rows[i]);
        }
    }

    private void Count(RuleSet set, Interaction row)
    {
        var credited = Attribution.TryFind(set, row.RequestId, out var rule, out var bucket);
        interactions.Add(Math.Max(1, row.Page?.Items.Count ?? 0), [new("type", row.Type), RecommendMeter.Rule(rule), RecommendMeter.Arm(rule), new("bucket", credited ? bucket!.Name ?? "" : "")]);
    }
}
