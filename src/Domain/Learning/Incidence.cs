namespace Reco.Domain.Learning;

/// <summary>
/// Who met what: a sparse 0/1 matrix of groups (users, or baskets) × items, each pair once, readable by row and by column. The input of every
/// trainer. Items are numbered in the order of their ids, so that comparing numbers breaks ties. Immutable.
/// </summary>
public sealed class Incidence
{
    private readonly int[] groupStarts;
    private readonly int[] groupItems;
    private readonly int[] itemStarts;
    private readonly int[] itemGroups;

    private Incidence(IReadOnlyList<string> items, int groups, List<(int Group, int Item)> pairs)
    {
        (Items, Groups) = (items, groups);
        (groupStarts, groupItems) = Compress(groups, pairs, p => p.Group, p => p.Item);
        (itemStarts, itemGroups) = Compress(items.Count, pairs, p => p.Item, p => p.Group);
    }

    /// <summary>Ids of the items, in order.</summary>
    public IReadOnlyList<string> Items { get; }

    /// <summary>How many groups there are.</summary>
    public int Groups { get; }

    /// <summary>How many distinct pairs there are.</summary>
    public int Pairs => groupItems.Length;

    /// <summary>Items of a group, ascending.</summary>
    public ReadOnlySpan<int> ItemsOf(int group) => groupItems.AsSpan(groupStarts[group]..groupStarts[group + 1]);

    /// <summary>Groups of an item, ascending.</summary>
    public ReadOnlySpan<int> GroupsOf(int item) => itemGroups.AsSpan(itemStarts[item]..itemStarts[item + 1]);

    /// <summary>How many groups met the item.</summary>
    public int Count(int item) => itemStarts[item + 1] - itemStarts[item];

    /// <summary>Reads pairs (a repeated one counts once) into a matrix.</summary>
    /// <param name="pairs">User or basket, and item.</param>
    /// <param name="latestPerGroup">Keeps at most this many items of a group, those whose pairs came last; 0 keeps all. Bounds the work that one robot or one huge basket causes.</param>
    /// <param name="order">Order of item ids; by default <see cref="IdOrder.Text"/>.</param>
    public static Incidence Of(IEnumerable<(string Group, string Item)> pairs, int latestPerGroup = 0, IComparer<string>? order = null)
    {
        var (groups, items) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        var lists = new List<List<int>>();
        foreach (var (group, item) in pairs)
        {
            if (!groups.TryGetValue(group, out var row))
            {
                groups[group] = row = lists.Count;
                lists.Add([]);
            }
            if (!items.TryGetValue(item, out var column)) items[item] = column = items.Count;
            lists[row].Add(column);
        }
        return Numbered(lists, [.. items.Keys], latestPerGroup, order ?? IdOrder.Text);
    }

    private static Incidence Numbered(List<List<int>> lists, string[] met, int latestPerGroup, IComparer<string> order)
    {
        var byId = Enumerable.Range(0, met.Length).ToArray();
        Array.Sort(byId, (a, b) => order.Compare(met[a], met[b]));
        var numbers = new int[met.Length];
        for (var number = 0; number < byId.Length; number++) numbers[byId[number]] = number;

        var distinct = new List<(int Group, int Item)>();
        for (var group = 0; group < lists.Count; group++)
        {
            var latest = Enumerable.Reverse(lists[group]).Distinct();
            if (latestPerGroup > 0) latest = latest.Take(latestPerGroup);
            distinct.AddRange(latest.Select(item => (group, numbers[item])));
        }
        return new Incidence([.. byId.Select(item => met[item])], lists.Count, distinct);
    }

    /// <summary>Counting sort of the pairs into one array of values per key.</summary>
    private static (int[] Starts, int[] Values) Compress(
        int keys, List<(int Group, int Item)> pairs, Func<(int Group, int Item), int> key, Func<(int Group, int Item), int> value)
    {
        var starts = new int[keys + 1];
        foreach (var pair in pairs) starts[key(pair) + 1]++;
        for (var i = 0; i < keys; i++) starts[i + 1] += starts[i];
        var (values, next) = (new int[pairs.Count], starts.AsSpan(0, keys).ToArray());
        foreach (var pair in pairs) values[next[key(pair)]++] = value(pair);
        for (var i = 0; i < keys; i++) values.AsSpan(starts[i]..starts[i + 1]).Sort();
        return (starts, values);
    }
}
