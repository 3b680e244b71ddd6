namespace Reco.Domain.Interactions.Counting;

/// <summary>
/// The decayed counts of the items in one cell of a dimension (everyone, or one combination of scope values), and the ordered list that answers requests. Counts
/// are changed under the lock of <see cref="Popularity"/>; the list is an immutable snapshot behind one reference.
/// </summary>
internal abstract class CountCell
{
    private volatile TopList? top;
    private volatile bool dirty;
    private int remaking;

    /// <summary>Items with a count, roughly.</summary>
    public abstract int Entries { get; }

    /// <summary>Adds a weight that is relative to the dimension's landmark.</summary>
    public void Add(int number, double weight)
    {
        Increase(number, weight);
        dirty = true;
    }

    /// <summary>Multiplies every count, because the landmark moved.</summary>
    public abstract void Scale(double factor, long newLandmarkMs);

    /// <summary>Every item with a count, in no order.</summary>
    public abstract void Visit(Action<int, double> visit);

    /// <summary>
    /// The ordered list. It is made anew when counts changed and it is old enough: 5 µs per entry, at most 200 ms, so that even a cell that changes
    /// all the time costs about 1 % of a core. One caller makes it, the others take the one before.
    /// </summary>
    public TopList Top(Popularity owner, int size, TimeProvider time)
    {
        if (top is not { } current) return Remake(owner, size, time);
        if (!dirty || time.GetElapsedTime(current.MadeAt) < TimeSpan.FromMicroseconds(Math.Min(200_000, 5.0 * Entries)) || Interlocked.CompareExchange(ref remaking, 1, 0) != 0) return current;
        try
        {
            return Remake(owner, size, time);
        }
        finally
        {
            Volatile.Write(ref remaking, 0);
        }
    }

    protected abstract void Increase(int number, double weight);

    protected abstract long LandmarkMs { get; }

    private TopList Remake(Popularity owner, int size, TimeProvider time)
    {
        lock (owner.Writing)
        {
            if (top is { } current && !dirty) return current;
            var best = new BestItems(size, owner.Ids);
            Visit(best.Add);
            dirty = false;
            return top = best.Done(LandmarkMs, time.GetTimestamp());
        }
    }
}

/// <summary>Items by descending count. Never changed.</summary>
/// <param name="Items">Item numbers.</param>
/// <param name="Counts">Counts relative to the landmark.</param>
/// <param name="LandmarkMs">The landmark.</param>
/// <param name="MadeAt">Time stamp of its making.</param>
internal sealed record TopList(int[] Items, double[] Counts, long LandmarkMs, long MadeAt);
