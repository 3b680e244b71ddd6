namespace Reco.Domain.Learning;

/// <summary>A related item with its score.</summary>
/// <param name="Item">Its number in the <see cref="Incidence"/>.</param>
/// <param name="Score">Finite; higher is nearer.</param>
internal readonly record struct Neighbour(int Item, double Score) : IComparable<Neighbour>
{
    /// <summary>Best first: score descending, then item ascending.</summary>
    public int CompareTo(Neighbour other) => Score != other.Score ? other.Score.CompareTo(Score) : Item.CompareTo(other.Item);
}

/// <summary>The nearest items of every item. Counts co-occurrences one item at a time, so memory is one row per thread and never items × items.</summary>
internal static class Neighbours
{
    /// <summary>Scores an item by what it shares with another.</summary>
    /// <param name="both">Groups that met both; ≥ 1.</param>
    /// <param name="key">Groups that met the key item.</param>
    /// <param name="other">Groups that met the other.</param>
    public delegate double Measure(int both, int key, int other);

    /// <summary>Per item its <paramref name="k"/> nearest, best first; the same for any number of threads.</summary>
    public static Neighbour[][] Nearest(Incidence incidence, Measure measure, int k, int minSupport, CancellationToken cancel)
    {
        var nearest = new Neighbour[incidence.Items.Count][];
        var options = new ParallelOptions { CancellationToken = cancel };
        Parallel.For(0, nearest.Length, options, () => new Row(incidence.Items.Count, k), (item, _, row) =>
        {
            nearest[item] = row.Nearest(incidence, item, measure, minSupport);
            return row;
        }, _ => { });
        return nearest;
    }

    /// <summary>Turns "who is near me" into "whom am I near": the list of s holds c if the list of c held s.</summary>
    public static Neighbour[][] Turn(Neighbour[][] lists)
    {
        var counts = new int[lists.Length];
        foreach (var list in lists)
            foreach (var (item, _) in list) counts[item]++;
        var turned = Array.ConvertAll(counts, count => new Neighbour[count]);
        Array.Clear(counts);
        for (var c = 0; c < lists.Length; c++)
            foreach (var (s, score) in lists[c]) turned[s][counts[s]++] = new Neighbour(c, score);
        Parallel.ForEach(turned, Array.Sort);
        return turned;
    }

    /// <summary>What one thread counts in.</summary>
    private sealed class Row(int items, int k)
    {
        private readonly int[] both = new int[items];
        private readonly List<int> touched = [];
        private readonly Best best = new(k);

        public Neighbour[] Nearest(Incidence incidence, int item, Measure measure, int minSupport)
        {
            foreach (var group in incidence.GroupsOf(item))
            {
                foreach (var other in incidence.ItemsOf(group))
                {
                    if (both[other]++ == 0) touched.Add(other);
                }
            }
            foreach (var other in touched)
            {
                var count = both[other];
                both[other] = 0;
                if (other == item || count < minSupport) continue;
                var score = measure(count, incidence.Count(item), incidence.Count(other));
                if (score > 0 && double.IsFinite(score)) best.Add(new Neighbour(other, score));
            }
            touched.Clear();
            return best.Take();
        }
    }
}
