using Reco.Domain.Catalogs;

namespace Reco.Domain.Interactions.Counting;

/// <summary>Collects the greatest k counts of many, ties by id: a buffer of 2k that is sorted and halved when it is full, and a threshold that most are below.</summary>
internal sealed class BestItems(int size, ItemNumbers ids)
{
    private readonly List<(double Count, int Number)> buffer = [];
    private double threshold;

    public void Add(int number, double count)
    {
        if (!(count > 0) || count < threshold) return;
        buffer.Add((count, number));
        if (buffer.Count >= size * 2) Cut();
    }

    public TopList Done(long landmarkMs, long madeAt)
    {
        Cut();
        return new TopList([.. buffer.Select(b => b.Number)], [.. buffer.Select(b => b.Count)], landmarkMs, madeAt);
    }

    private void Cut()
    {
        buffer.Sort((a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : Utf8Order.Compare(ids.Id(a.Number), ids.Id(b.Number)));
        if (buffer.Count < size) return;
        buffer.RemoveRange(size, buffer.Count - size);
        threshold = buffer[^1].Count;
    }
}
