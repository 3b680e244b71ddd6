namespace Reco.Domain.Statistics;

/// <summary>
/// Pages that rewards can still be joined to: what of them was seen, and which types of reward each item had. Opened in log order and closed in the same order, when
/// they are too old, too many or too large; so a replay of the log from the oldest one that is open brings them back.
/// </summary>
internal sealed class OpenPages(StatisticsBounds bounds)
{
    private readonly Dictionary<string, OpenPage> byName = new(StringComparer.Ordinal);
    private readonly Queue<OpenPage> inOrder = new();
    private long bytes;

    /// <summary>The log's row that opened the oldest page; null when none is open.</summary>
    public long? Oldest => inOrder.TryPeek(out var oldest) ? oldest.Sequence : null;

    /// <summary>The rows that opened them, ascending.</summary>
    public IEnumerable<long> Sequences => inOrder.Select(p => p.Sequence);

    public OpenPage? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Notes that an item of a page was seen; false when it was before, or the page is larger than any.</summary>
    public bool Show(OpenPage page, ulong item, int position)
    {
        if (!page.Show(item, position)) return false;
        bytes += OpenPage.ItemBytes;
        return true;
    }

    public void Open(OpenPage page)
    {
        byName.Add(page.Name, page);
        inOrder.Enqueue(page);
        bytes += page.Bytes;
        while (inOrder.TryPeek(out var oldest) && (inOrder.Count > bounds.Pages || bytes > bounds.PageBytes || page.AtMs - oldest.AtMs > bounds.WindowMs))
        {
            inOrder.Dequeue();
            byName.Remove(oldest.Name);
            bytes -= oldest.Bytes;
        }
    }
}

/// <summary>One page, from its first impression on.</summary>
/// <param name="name">Its <c>requestId</c>.</param>
/// <param name="sequence">The row of the log that opened it.</param>
/// <param name="rule">Whose page it is.</param>
/// <param name="arm">Index of the arm.</param>
/// <param name="atMs">When it was served.</param>
/// <param name="weight">What anything on it weighs: its rewards decay with it, so that a rate is never above 1.</param>
internal sealed class OpenPage(string name, long sequence, RuleCounts rule, int arm, long atMs, double weight)
{
    /// <summary>Bytes of an item on a page, with the room that lists leave.</summary>
    public const int ItemBytes = 32;

    private readonly ArmCounts counts = rule.Arms[arm];
    private readonly List<(ulong Item, int Position, uint Rewarded)> shown = [];

    public string Name => name;

    public long Sequence => sequence;

    public RuleCounts Rule => rule;

    public int ArmIndex => arm;

    /// <summary>Its arm; null when another one took that place since.</summary>
    public ArmCounts? Arm => ReferenceEquals(rule.Arms[arm], counts) ? counts : null;

    public long AtMs => atMs;

    public double Weight => weight;

    /// <summary>Bytes in memory, roughly, its name and places in the tables included.</summary>
    public int Bytes => 400 + ItemBytes * shown.Count;

    /// <summary>For <see cref="OpenPages.Show"/>.</summary>
    public bool Show(ulong item, int position)
    {
        if (shown.Count >= ArmCounts.MostPositions) return false;
        foreach (var known in shown)
        {
            if (known.Item == item) return false;
        }
        shown.Add((item, position, 0));
        return true;
    }

    /// <summary>Notes a reward; gives the item's place, or 0 when it was not seen on this page, or had this reward before.</summary>
    public int Reward(ulong item, int type)
    {
        for (var i = 0; i < shown.Count; i++)
        {
            var (known, position, rewarded) = shown[i];
            if (known != item) continue;
            if ((rewarded >> type & 1) != 0) return 0;
            shown[i] = (known, position, rewarded | 1u << type);
            return position;
        }
        return 0;
    }
}
