namespace Reco.Domain.Statistics;

/// <summary>The counts of one bucket of a rule, or of one bucket of a canary beside it.</summary>
/// <param name="bucket">The bucket's name; empty for a rule without buckets.</param>
/// <param name="canary">0, or the revision beside which the canary ran: two canaries of one rule are two arms.</param>
internal sealed class ArmCounts(string bucket, long canary)
{
    /// <summary>The largest page: places behind it have no count of their own.</summary>
    public const int MostPositions = 200;

    private readonly List<Tally> positions = [];

    public string Bucket => bucket;

    public long Canary => canary;

    /// <summary>Pages of which anything was seen, relative to the landmark.</summary>
    public double Pages { get; set; }

    /// <summary>The sum of the squares of the impressions' weights: with it the decayed sum tells how many undecayed impressions it is worth.</summary>
    public double Squares { get; set; }

    /// <summary>All places and items together.</summary>
    public Tally Total { get; } = new();

    /// <summary>By place, the first one first.</summary>
    public IReadOnlyList<Tally> Positions => positions;

    /// <summary>The counts of a place from 1; null behind the last that counts.</summary>
    public Tally? At(int position)
    {
        if (position is < 1 or > MostPositions) return null;
        while (positions.Count < position) positions.Add(new Tally());
        return positions[position - 1];
    }
}
