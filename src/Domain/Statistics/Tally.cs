namespace Reco.Domain.Statistics;

/// <summary>Decayed sums of one arm, place or item: what was shown, and what came of it by type. Written under the lock of <see cref="RuleStatistics"/>, read without one.</summary>
internal sealed class Tally
{
    private double impressions;
    private double[] rewards = [];

    /// <summary>Impressions, relative to the landmark.</summary>
    public double Impressions => Volatile.Read(ref impressions);

    /// <summary>How many types have a sum.</summary>
    public int Types => rewards.Length;

    /// <summary>Rewards of a type, relative to the landmark.</summary>
    public double Rewards(int type)
    {
        var current = rewards;
        return (uint)type < (uint)current.Length ? current[type] : 0;
    }

    public void Show(double weight) => Volatile.Write(ref impressions, impressions + weight);

    public void Reward(int type, double weight)
    {
        // A longer array takes the old one's place, so that a reader never sees half of one.
        if (type >= rewards.Length)
        {
            var longer = new double[type + 1];
            rewards.CopyTo(longer, 0);
            rewards = longer;
        }
        rewards[type] += weight;
    }
}
