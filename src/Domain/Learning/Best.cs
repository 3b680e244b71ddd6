namespace Reco.Domain.Learning;

/// <summary>Keeps the best k of any number of neighbours: a heap with the worst kept one on top. Which ones it keeps does not depend on the order they come in.</summary>
internal sealed class Best(int k)
{
    private static readonly Comparer<Neighbour> WorstFirst = Comparer<Neighbour>.Create((a, b) => b.CompareTo(a));
    private readonly PriorityQueue<Neighbour, Neighbour> heap = new(WorstFirst);

    public void Add(Neighbour neighbour)
    {
        if (heap.Count < k) heap.Enqueue(neighbour, neighbour);
        else if (k > 0 && neighbour.CompareTo(heap.Peek()) < 0) heap.DequeueEnqueue(neighbour, neighbour);
    }

    /// <summary>The kept ones, best first; the heap is empty then.</summary>
    public Neighbour[] Take()
    {
        var kept = new Neighbour[heap.Count];
        for (var i = kept.Length - 1; i >= 0; i--) kept[i] = heap.Dequeue();
        return kept;
    }
}
