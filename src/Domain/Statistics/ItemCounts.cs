namespace Reco.Domain.Statistics;

/// <summary>The counts of one item in one rule, by arm.</summary>
internal sealed class ItemCounts(string id)
{
    private Tally?[] arms = [];

    public string Id => id;

    /// <summary>By the arm's index; null or beyond the end where it was never shown.</summary>
    public IReadOnlyList<Tally?> Arms => arms;

    /// <summary>Impressions in all arms, relative to the landmark.</summary>
    public double Impressions
    {
        get
        {
            var sum = 0.0;
            foreach (var arm in arms) sum += arm?.Impressions ?? 0;
            return sum;
        }
    }

    /// <summary>The counts in an arm, made when there are none.</summary>
    public Tally In(int arm)
    {
        if (arm >= arms.Length) Array.Resize(ref arms, arm + 1);
        return arms[arm] ??= new Tally();
    }

    /// <summary>Forgets an arm whose index another one gets.</summary>
    public void Clear(int arm)
    {
        if (arm < arms.Length) arms[arm] = null;
    }
}
