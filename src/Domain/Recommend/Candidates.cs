using System.Runtime.InteropServices;
using Reco.Domain.Catalogs;
using Reco.Domain.Recommend.Ranking;
using Reco.Domain.Recommend.Sources;

namespace Reco.Domain.Recommend;

/// <summary>All candidates of one call, each item once, with what the stages say of it. Parallel arrays, pooled with the call.</summary>
internal sealed class Candidates
{
    private readonly Dictionary<int, int> indexOf = [];
    private int[] order = new int[256];
    private double[] orderScores = new double[256];

    /// <summary>The candidates; the first <see cref="Count"/> are in use.</summary>
    public Candidate[] All = new Candidate[256];

    /// <summary>What the filters said: see <see cref="Verdict"/>.</summary>
    public int[] Verdicts = new int[256];

    /// <summary>Final scores; NaN is null.</summary>
    public double[] Scores = new double[256];

    /// <summary>Where on the page each one is, and why.</summary>
    public Place[] Places = new Place[256];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    public void Clear()
    {
        Count = 0;
        indexOf.Clear();
    }

    /// <summary>The index of an item; false when it is no candidate.</summary>
    public bool TryGet(int item, out int index)
    {
        if (indexOf.Count == 0) Index();
        return indexOf.TryGetValue(item, out index);
    }

    /// <summary>Adds what the only source that found anything gave: it is best first already.</summary>
    public void AddOnly(FoundItems found, double weight, int source, int most)
    {
        var count = Math.Min(found.Count, most);
        Reserve(count);
        ReadOnlySpan<int> items = found.Items;
        ReadOnlySpan<double> scores = found.Scores;
        for (var i = 0; i < count; i++) All[i] = new Candidate { Item = items[i], Score = scores[i] * weight, Sources = 1u << source, Rank = i };
        Count = count;
    }

    /// <summary>Adds what one of several sources found: weighted scores add up.</summary>
    public void Merge(FoundItems found, double weight, int source, int most)
    {
        ReadOnlySpan<int> items = found.Items;
        ReadOnlySpan<double> scores = found.Scores;
        for (var i = 0; i < items.Length; i++)
        {
            ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(indexOf, items[i], out var known);
            if (!known)
            {
                if (Count == most)
                {
                    indexOf.Remove(items[i]);
                    continue;
                }
                index = Count;
                Reserve(Count + 1);
                All[Count++] = new Candidate { Item = items[i] };
            }
            ref var candidate = ref All[index];
            candidate.Score += scores[i] * weight;
            candidate.Sources |= 1u << source;
        }
    }

    /// <summary>Adds one more item (a pin or a fallback's) after the others and gives its index.</summary>
    public int Append(int item, double score, int source)
    {
        if (indexOf.Count == 0) Index();
        Reserve(Count + 1);
        All[Count] = new Candidate { Item = item, Score = score, Sources = source < 0 ? 0 : 1u << source, Rank = Count };
        (Verdicts[Count], Scores[Count], Places[Count]) = (0, score, Place.None);
        indexOf[item] = Count;
        return Count++;
    }

    /// <summary>Gives merged candidates their <c>candidate.rank</c>: the place by source score.</summary>
    public void GiveRanks(ItemNumbers ids)
    {
        if (order.Length < Count) (order, orderScores) = (new int[All.Length], new double[All.Length]);
        for (var i = 0; i < Count; i++) (order[i], orderScores[i]) = (i, All[i].Score);
        TopK.Select(order.AsSpan(0, Count), orderScores.AsSpan(0, Count), Count, new CandidateOrder(ids, All));
        for (var rank = 0; rank < Count; rank++) All[order[rank]].Rank = rank;
    }

    private void Index()
    {
        for (var i = 0; i < Count; i++) indexOf[All[i].Item] = i;
    }

    private void Reserve(int count)
    {
        if (count <= All.Length) return;
        var length = Math.Max(count, All.Length * 2);
        Array.Resize(ref All, length);
        Array.Resize(ref Verdicts, length);
        Array.Resize(ref Scores, length);
        Array.Resize(ref Places, length);
    }
}

/// <summary>What became of a candidate: as <see cref="Expressions.FilterCandidate"/> says, and two verdicts of the flow itself.</summary>
internal static class Verdict
{
    /// <summary>There is no item data.</summary>
    public const int NoItem = int.MaxValue;
    /// <summary>An earlier page, or an earlier call of a distinct batch, shows it.</summary>
    public const int ShownBefore = int.MaxValue - 1;

    /// <summary>Whether it may be shown.</summary>
    public static bool Allows(int verdict) => verdict <= 0;
}

/// <summary>How a candidate came to its place on the page.</summary>
internal enum Place : byte
{
    /// <summary>Not shown.</summary>
    None,
    /// <summary>Put there by the rule's <c>pins</c>.</summary>
    Pinned,
    /// <summary>By its rank.</summary>
    Kept,
    /// <summary>Moved behind the kept ones.</summary>
    Rolled,
    /// <summary>Found by <c>fallback</c>.</summary>
    Fallback,
    /// <summary>Over the limit of <c>diversify</c>, since the page would not have been full.</summary>
    Relaxed,
}
