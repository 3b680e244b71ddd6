namespace Reco.Domain.Statistics;

/// <summary>What was shown of a rule and what came of it by one type of reward: copied in one moment, decayed to it.</summary>
public sealed class RuleReport
{
    /// <summary>Nothing was counted.</summary>
    public static RuleReport Empty { get; } = new([], []);

    private RuleReport(IReadOnlyList<ArmReport> arms, IReadOnlyList<(int Arm, long AtMs)> people) => (Arms, People) = (arms, people);

    internal static RuleReport Of(RuleCounts rule, int type, double factor) => new(
        [.. rule.Arms.Select((arm, i) => new ArmReport(arm, type, factor, rule.Items.Where(item => i < item.Arms.Count && item.Arms[i] is not null).Select(item => (item.Id, Rated.Of(item.Arms[i]!, type, factor)))))],
        [.. rule.People.People.Values]);

    /// <summary>Every bucket that has counts, those of past revisions and canaries too.</summary>
    public IReadOnlyList<ArmReport> Arms { get; }

    /// <summary>A fair sample of the people: index of the arm and moment of their latest page.</summary>
    public IReadOnlyList<(int Arm, long AtMs)> People { get; }

    /// <summary>People of the sample whose latest page since a moment was of each of some buckets.</summary>
    /// <param name="buckets">Names; empty for a rule without buckets.</param>
    /// <param name="canary">As in <see cref="ArmReport.Canary"/>.</param>
    /// <param name="sinceMs">Milliseconds since 1970.</param>
    public int[] PeopleOf(IReadOnlyList<string> buckets, long canary, long sinceMs)
    {
        var counts = new int[buckets.Count];
        foreach (var (arm, at) in People)
        {
            if (at < sinceMs || Arms[arm].Canary != canary) continue;
            for (var i = 0; i < counts.Length; i++)
            {
                if (Arms[arm].Bucket == buckets[i]) counts[i]++;
            }
        }
        return counts;
    }
}

/// <summary>The counts of one bucket.</summary>
public sealed class ArmReport
{
    internal ArmReport(ArmCounts arm, int type, double factor, IEnumerable<(string Id, Rated Rated)> items)
    {
        (Bucket, Canary, Pages, Total) = (arm.Bucket, arm.Canary, arm.Pages * factor, Rated.Of(arm.Total, type, factor));
        // What weighs unequally says less than as many of equal weight: (Σw)² / Σw² of them (Kish 1965).
        Worth = arm.Squares > 0 ? arm.Total.Impressions * arm.Total.Impressions / arm.Squares : 0;
        Positions = [.. arm.Positions.Select(p => Rated.Of(p, type, factor))];
        Items = [.. items];
    }

    /// <summary>Its name; empty for a rule without buckets.</summary>
    public string Bucket { get; }
    /// <summary>0, or the revision beside which the canary ran that this is a bucket of.</summary>
    public long Canary { get; }
    /// <summary>Pages of which anything was seen.</summary>
    public double Pages { get; }
    /// <summary>All that was seen.</summary>
    public Rated Total { get; }
    /// <summary>How many impressions without decay would say as much.</summary>
    public double Worth { get; }
    /// <summary>By place, the first one first.</summary>
    public IReadOnlyList<Rated> Positions { get; }
    /// <summary>By item, in no order.</summary>
    public IReadOnlyList<(string Id, Rated Rated)> Items { get; }

    /// <summary>Where the rate of the total lies with 95 % confidence.</summary>
    public (double Low, double High) Interval => Wilson.Interval(Total.Rate, Worth);
}

/// <summary>Impressions and rewards of something.</summary>
/// <param name="Impressions">How often it was seen.</param>
/// <param name="Rewards">How often that was rewarded.</param>
public readonly record struct Rated(double Impressions, double Rewards)
{
    /// <summary>Rewards per impression; 0 when it was never seen.</summary>
    public double Rate => Impressions > 0 ? Rewards / Impressions : 0;

    internal static Rated Of(Tally tally, int type, double factor) => new(tally.Impressions * factor, tally.Rewards(type) * factor);
}
