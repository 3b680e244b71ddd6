namespace Reco.Domain.Interactions.Counting;

/// <summary>The counts among those who share some scope values: few items of all, so a dictionary. Bounded: the less popular half leaves when it is full.</summary>
internal sealed class ScopedCell(string key, long landmarkMs, PopularityBounds bounds) : CountCell
{
    private readonly Dictionary<int, double> counts = [];
    private long landmark = landmarkMs;

    /// <summary>The scope values, as <see cref="ScopeKey"/> joins them.</summary>
    public string Key => key;

    public override int Entries => counts.Count;

    protected override long LandmarkMs => landmark;

    /// <summary>Whether the item has a place already.</summary>
    public bool Has(int number) => counts.ContainsKey(number);

    public override void Scale(double factor, long newLandmarkMs)
    {
        foreach (var number in counts.Keys) counts[number] *= factor;
        landmark = newLandmarkMs;
    }

    public override void Visit(Action<int, double> visit)
    {
        foreach (var (number, count) in counts) visit(number, count);
    }

    /// <summary>Forgets items whose count is below a value.</summary>
    public void Sweep(double below)
    {
        foreach (var (number, count) in counts)
        {
            if (count < below) counts.Remove(number);
        }
    }

    protected override void Increase(int number, double weight)
    {
        counts[number] = counts.GetValueOrDefault(number) + weight;
        if (counts.Count <= bounds.ItemsPerValue) return;
        // By rank and not by a threshold: among equals it would make no room, and who comes next would never get a place.
        foreach (var (least, _) in counts.OrderBy(c => c.Value).Take(counts.Count / 2).ToArray()) counts.Remove(least);
    }
}
