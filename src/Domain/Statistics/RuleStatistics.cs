using System.Collections.Concurrent;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Interactions.Counting;
using Reco.Domain.Recommend;

namespace Reco.Domain.Statistics;

/// <summary>
/// What came of each rule's pages, by bucket, place and item: impressions, and rewards (interactions of a type with a weight) that carry the page's <c>requestId</c>. Fed after the
/// fold by the log's owner, in log order. A page counts from its first impression; an item of it once as seen, and once per type as rewarded, within a window. All of it decays
/// with a half-life of a week from the moment the page was served. Rules and buckets are known by name, so that a new revision goes on with the counts of the one before. Kept through restarts
/// by snapshots with a fence (<see cref="StatisticsSnapshot"/>); the rows from <see cref="ReplayFrom"/> to the fence are then delivered again, to open the pages that were open.
/// </summary>
public sealed class RuleStatistics
{
    /// <summary>How fast counts forget.</summary>
    public const HalfLife Forgetting = HalfLife.Week;

    /// <summary>Types of reward that are counted: as many as a page notes per item.</summary>
    private const int MostTypes = 32;

    private readonly ConcurrentDictionary<string, RuleCounts> rules = new(StringComparer.Ordinal);
    private readonly List<string> types = [];
    private readonly InteractionTypes known;
    private readonly StatisticsBounds bounds;
    private readonly OpenPages pages;
    private readonly ItemRoom room;
    private readonly HashSet<long> opening = [];
    private long landmark = long.MinValue;
    private long uncounted;

    /// <summary>Counts nothing yet.</summary>
    /// <param name="known">Which types are rewards.</param>
    /// <param name="bounds">Bounds on memory.</param>
    public RuleStatistics(InteractionTypes known, StatisticsBounds bounds) => (this.known, this.bounds, pages, room) = (known, bounds, new OpenPages(bounds), new ItemRoom(bounds.AllItems));

    /// <summary>The last row of the log that is counted; one at or below it is counted no more.</summary>
    public long Fence { get; private set; }

    /// <summary>Where a replay must begin that brings all open pages back: the first row it has to deliver.</summary>
    public long ReplayFrom
    {
        get
        {
            lock (Writing) return pages.Oldest ?? Fence + 1;
        }
    }

    /// <summary>Counts up with every change worth a snapshot.</summary>
    public long Changes { get; private set; }

    /// <summary>Pages that were not counted since the start: there were too many rules.</summary>
    public long Uncounted => Interlocked.Read(ref uncounted);

    internal Lock Writing { get; } = new();
    internal IReadOnlyList<string> Types => types;
    internal ConcurrentDictionary<string, RuleCounts> Rules => rules;

    /// <summary>
    /// What sums are relative to: set by the first page and when a snapshot is read, never while others read. Sums grow by a factor of 2 a week from there, for which numbers have room for 19 years.
    /// </summary>
    internal long LandmarkMs => landmark;

    /// <summary>The latest page that was counted, ms since 1970.</summary>
    internal long LatestMs { get; private set; }

    /// <summary>Counts one row of the log, once. Calls come in log order.</summary>
    public void Add(long sequence, Interaction row)
    {
        lock (Writing)
        {
            var counts = sequence > Fence;
            if (counts)
            {
                Fence = sequence;
                opening.Clear();
            }
            if (row.RequestId is null) return;
            if (row.Page is not null) Show(sequence, row, row.Page, counts);
            else if (row.Item is not null && row.Type != InteractionTypes.Impression && known.Weight(row.Type) > 0) Reward(row, row.Item, counts);
        }
    }

    /// <summary>The counts of a rule in this moment; empty when nothing was counted.</summary>
    public RuleReport Read(string rule, string type, long nowMs)
    {
        lock (Writing)
        {
            return rules.TryGetValue(rule, out var counts) ? RuleReport.Of(counts, types.IndexOf(type), Decay.Factor(Forgetting, landmark, nowMs)) : RuleReport.Empty;
        }
    }

    /// <summary>Takes a person, by all names, out of the samples of people. What was shown and clicked stays: it is nobody's any more.</summary>
    public void Forget(IEnumerable<string> names)
    {
        ulong[] people = [.. names.Select(n => ItemNumbers.HashOf(n))];
        lock (Writing)
        {
            foreach (var rule in rules.Values)
            {
                foreach (var person in people) Changes += rule.People.Forget(person) ? 1 : 0;
            }
        }
    }

    /// <summary>Rows that opened the pages that are open.</summary>
    internal IEnumerable<long> Open => pages.Sequences;

    /// <summary>Takes what a snapshot says beside the counts, which are there already.</summary>
    internal void Restored(long fence, long landmarkMs, long latestMs, IEnumerable<string> names, IEnumerable<long> open)
    {
        opening.UnionWith(open);
        (Fence, landmark, LatestMs) = (fence, landmarkMs, latestMs);
        types.AddRange(names);
    }

    /// <summary>Forgets people who were not seen for long.</summary>
    internal void Sweep()
    {
        foreach (var rule in rules.Values) rule.People.Sweep(LatestMs);
    }

    private void Show(long sequence, Interaction row, ShownPage shown, bool counts)
    {
        var name = row.RequestId!;
        if (pages.Find(name) is not { } page)
        {
            // A replay opens what was open, a row what is new enough.
            if (counts ? LatestMs - shown.AtMs > bounds.WindowMs : !opening.Contains(sequence)) return;
            if (!RequestIds.TryRead(name, out _, out var bucket) || Rule(shown.Rule) is not { } rule) return;
            if (landmark == long.MinValue) landmark = Decay.Landmark(Forgetting, shown.AtMs);
            page = new OpenPage(name, sequence, rule, rule.ArmOf(bucket.ToString(), shown.Canary), shown.AtMs, Decay.Factor(Forgetting, shown.AtMs, landmark));
            pages.Open(page);
            if (counts && page.Arm is { } opened)
            {
                opened.Pages += page.Weight;
                rule.People.See(ItemNumbers.HashOf(row.User.Length > 0 ? row.User : name), page.ArmIndex, shown.AtMs);
                LatestMs = Math.Max(LatestMs, shown.AtMs);
                Changes++;
            }
        }
        if (row.Item is { } item) Show(page, item, row.Position ?? 0, counts);
        for (var i = 0; i < shown.Items.Count; i++) Show(page, shown.Items[i], i + 1, counts);
    }

    private void Show(OpenPage page, string item, int position, bool counts)
    {
        var hash = ItemNumbers.HashOf(item);
        if (!pages.Show(page, hash, position) || !counts || page.Arm is not { } arm) return;
        arm.Squares += page.Weight * page.Weight;
        arm.Total.Show(page.Weight);
        arm.At(position)?.Show(page.Weight);
        page.Rule.Of(item, hash)?.In(page.ArmIndex).Show(page.Weight);
        Changes++;
    }

    private void Reward(Interaction row, string item, bool counts)
    {
        if (pages.Find(row.RequestId!) is not { } page || row.AtMs - page.AtMs > bounds.WindowMs || TypeOf(row.Type) is not (>= 0 and var type)) return;
        var hash = ItemNumbers.HashOf(item);
        var position = page.Reward(hash, type);
        if (position == 0 || !counts || page.Arm is not { } arm) return;
        arm.Total.Reward(type, page.Weight);
        arm.At(position)?.Reward(type, page.Weight);
        page.Rule.Find(hash)?.In(page.ArmIndex).Reward(type, page.Weight);
        Changes++;
    }

    private RuleCounts? Rule(string key)
    {
        if (rules.TryGetValue(key, out var counts)) return counts;
        if (rules.Count < bounds.Rules) return Make(key);
        Interlocked.Increment(ref uncounted);
        return null;
    }

    /// <summary>Begins a rule.</summary>
    internal RuleCounts Make(string key) => rules[key] = new RuleCounts(bounds, room);

    private int TypeOf(string type)
    {
        var index = types.IndexOf(type);
        if (index >= 0 || types.Count == MostTypes) return index;
        types.Add(type);
        return types.Count - 1;
    }
}
