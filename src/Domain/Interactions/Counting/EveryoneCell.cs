namespace Reco.Domain.Interactions.Counting;

/// <summary>The counts of everyone: an array by item number, so that <c>item.popularity</c> of any item is one read without a lock.</summary>
internal sealed class EveryoneCell : CountCell
{
    private volatile Table table = new([], 0);
    private int entries;

    /// <summary>Counts and their landmark, which a reader must see together. Values change in place; a longer or scaled array is a new table.</summary>
    private sealed record Table(double[] Counts, long LandmarkMs);

    public override int Entries => Volatile.Read(ref entries);

    protected override long LandmarkMs => table.LandmarkMs;

    /// <summary>The count of an item relative to the landmark.</summary>
    public double Count(int number, out long landmarkMs)
    {
        var current = table;
        landmarkMs = current.LandmarkMs;
        return (uint)number < (uint)current.Counts.Length ? current.Counts[number] : 0;
    }

    public override void Scale(double factor, long newLandmarkMs) => table = new Table([.. table.Counts.Select(c => c * factor)], newLandmarkMs);

    public override void Visit(Action<int, double> visit)
    {
        var counts = table.Counts;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0) visit(i, counts[i]);
        }
    }

    protected override void Increase(int number, double weight)
    {
        var counts = table.Counts;
        if (number >= counts.Length)
        {
            Array.Resize(ref counts, Math.Max(number + 1, Math.Max(64, counts.Length * 2)));
            table = table with { Counts = counts };
        }
        if (counts[number] == 0) Volatile.Write(ref entries, entries + 1);
        counts[number] += weight;
    }
}
