using System.Collections.Concurrent;

namespace Reco.Domain.Statistics;

/// <summary>The counts of one rule: its arms, its items and a sample of its people. Changed under the lock of <see cref="RuleStatistics"/>; an item is found without one.</summary>
internal sealed class RuleCounts(StatisticsBounds bounds, ItemRoom room)
{
    private readonly List<ArmCounts> arms = [];
    private readonly ConcurrentDictionary<ulong, ItemCounts> items = new();
    private int count;

    public IReadOnlyList<ArmCounts> Arms => arms;

    public IEnumerable<ItemCounts> Items => items.Values;

    public PeopleSample People { get; } = new();

    /// <summary>The index of an arm, made when it is new. Of too many the one with the fewest pages makes room: a rule renamed its buckets again and again.</summary>
    public int ArmOf(string bucket, long canary)
    {
        for (var i = 0; i < arms.Count; i++)
        {
            if (arms[i].Canary == canary && arms[i].Bucket == bucket) return i;
        }
        var added = new ArmCounts(bucket, canary);
        if (arms.Count < bounds.Arms)
        {
            arms.Add(added);
            return arms.Count - 1;
        }
        var least = 0;
        for (var i = 1; i < arms.Count; i++)
        {
            if (arms[i].Pages < arms[least].Pages) least = i;
        }
        foreach (var item in items.Values) item.Clear(least);
        People.Clear(least);
        arms[least] = added;
        return least;
    }

    /// <summary>The counts of an item by <see cref="Catalogs.ItemNumbers.HashOf"/>; null when it has none.</summary>
    public ItemCounts? Find(ulong hash) => items.GetValueOrDefault(hash);

    /// <summary>The counts of an item, made when it has none. When there are too many, the half of the rule's that was shown least is forgotten; null when even that makes no room.</summary>
    public ItemCounts? Of(string id, ulong hash)
    {
        if (items.TryGetValue(hash, out var known)) return known;
        if (count >= bounds.Items || room.Left <= 0) Halve();
        if (room.Left <= 0) return null;
        count++;
        room.Left--;
        return items[hash] = new ItemCounts(id);
    }

    private void Halve()
    {
        // By rank and not by a threshold: among equals it would make no room.
        foreach (var (least, _) in items.OrderBy(i => i.Value.Impressions).Take((count + 1) / 2).ToArray()) items.TryRemove(least, out _);
        room.Left += count - items.Count;
        count = items.Count;
    }
}

/// <summary>Room for items that all rules share.</summary>
internal sealed class ItemRoom(int left)
{
    public int Left { get; set; } = left;
}

/// <summary>Bounds on the memory of <see cref="RuleStatistics"/>.</summary>
public sealed record StatisticsBounds
{
    /// <summary>Rules with counts; a further one is not counted.</summary>
    public int Rules { get; init; } = 10_000;
    /// <summary>Arms of a rule.</summary>
    public int Arms { get; init; } = 32;
    /// <summary>Items of a rule, of some 200 bytes each and arm; of more the half that was shown least is forgotten.</summary>
    public int Items { get; init; } = 4_000;
    /// <summary>Items of all rules together.</summary>
    public int AllItems { get; init; } = 1_000_000;
    /// <summary>Pages that a reward can still be joined to.</summary>
    public int Pages { get; init; } = 100_000;
    /// <summary>Bytes of these pages.</summary>
    public long PageBytes { get; init; } = 64 * 1024 * 1024;
    /// <summary>Milliseconds for which a reward can be joined to a page.</summary>
    public long WindowMs { get; init; } = 30 * 60_000;

    /// <summary>Those that an operator may set.</summary>
    public static StatisticsBounds Of(Limits limits) => new() { Pages = limits.ServedPages, PageBytes = limits.ServedPageBytes, WindowMs = limits.ServedPageMinutes * 60_000L };
}
