using System.Collections.Frozen;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;

namespace Reco.Domain.Interactions.Counting;

/// <summary>
/// The counts behind <c>popular</c> and <c>item.popularity</c> of one catalog, in memory: fed after the fold by the log's owner, in log order; kept through
/// restarts by snapshots with a fence (<see cref="PopularitySnapshot"/>). Readers take no lock, except the one that makes a list anew. Everyone is always counted at every half-life;
/// scoped dimensions when declared. Only items that have a number count: interactions never intern ids. Memory is bounded by <see cref="PopularityBounds"/>.
/// </summary>
public sealed class Popularity : IPopularity
{
    private readonly InteractionTypes types;
    private readonly TimeProvider time;
    private readonly ScopeValues values;
    private readonly EveryoneCell week;
    private volatile FrozenDictionary<(HalfLife, string), Dimension> dimensions;
    private Counted[] counted = [];
    private int entries;
    private long uncounted;

    /// <summary>A dimension with the places of its paths' values.</summary>
    private readonly record struct Counted(Dimension Dimension, int[] Paths, string[] Values);

    /// <summary>Counts nothing yet.</summary>
    /// <param name="ids">The catalog's item numbers.</param>
    /// <param name="types">Weights of interaction types.</param>
    /// <param name="itemAttribute">The attribute of an item (id, path) as it is now, for scopes of <c>seed.*</c>.</param>
    /// <param name="time">For the age of lists.</param>
    /// <param name="bounds">Null for the defaults.</param>
    public Popularity(ItemNumbers ids, InteractionTypes types, Func<string, string, Value> itemAttribute, TimeProvider time, PopularityBounds? bounds = null)
    {
        (Ids, this.types, this.time, Bounds) = (ids, types, time, bounds ?? new PopularityBounds());
        values = new ScopeValues(itemAttribute);
        dimensions = FrozenDictionary<(HalfLife, string), Dimension>.Empty;
        foreach (var halfLife in Enum.GetValues<HalfLife>()) Declare(halfLife, PopularityScope.Everyone);
        week = Find(HalfLife.Week, PopularityScope.Everyone)!.Everyone!;
    }

    /// <summary>The last row of the log that is counted; a row at or below it is passed over.</summary>
    public long Fence { get; private set; } = -1;

    /// <summary>Counts up with every change worth a snapshot.</summary>
    public long Changes { get; private set; }

    /// <summary>Increments that found no room since the start: <see cref="PopularityBounds"/> was reached.</summary>
    public long Uncounted => Interlocked.Read(ref uncounted);

    /// <summary>Every path that a declared scope names.</summary>
    public IReadOnlyList<string> Paths { get; private set; } = [];

    internal ItemNumbers Ids { get; }
    internal PopularityBounds Bounds { get; }
    internal Lock Writing { get; } = new();
    internal IReadOnlyList<Dimension> Dimensions => dimensions.Values;

    /// <summary>The latest moment that was counted, ms since 1970.</summary>
    internal long LatestMs { get; private set; }

    /// <inheritdoc/>
    public void Declare(HalfLife halfLife, PopularityScope scope)
    {
        lock (Writing)
        {
            for (var depth = 0; depth <= scope.Paths.Count; depth++)
            {
                var prefix = depth == scope.Paths.Count ? scope : new PopularityScope([.. scope.Paths.Take(depth)]);
                if (dimensions.ContainsKey((halfLife, prefix.Key))) continue;
                var added = new Dimension(halfLife, prefix);
                dimensions = dimensions.Append(new((halfLife, prefix.Key), added)).ToFrozenDictionary();
                counted = [.. counted, new Counted(added, [.. prefix.Paths.Select(values.Index)], new string[depth])];
                Paths = [.. Paths.Union(prefix.Paths, StringComparer.Ordinal)];
                Changes++;
            }
        }
    }

    /// <summary>Counts one row of the log, once: calls come in log order, and a row at or below <see cref="Fence"/> is passed over.</summary>
    /// <param name="sequence">Its place in the log.</param>
    /// <param name="row">What was done.</param>
    /// <param name="profile">The person, for scopes of <c>user.*</c>.</param>
    public void Add(long sequence, Interaction row, Profile profile)
    {
        lock (Writing)
        {
            if (sequence <= Fence) return;
            Fence = sequence;
            Changes++;
            var weight = types.Weight(row.Type);
            if (!(weight > 0)) return;
            if (row.Item is not null) Count(row, profile, weight);
            else foreach (var one in row.PerItem()) Count(one, profile, weight);
        }
    }

    /// <inheritdoc/>
    public PopularList Top(HalfLife halfLife, PopularityScope scope, ReadOnlySpan<string> values, int take, long nowMs)
    {
        if (take <= 0 || values.Length != scope.Paths.Count || Find(halfLife, scope)?.Find(values) is not { } cell) return PopularList.Empty;
        var list = cell.Top(this, Bounds.ListItems, time);
        var factor = Decay.Factor(halfLife, list.LandmarkMs, nowMs);
        var count = Math.Min(take, list.Items.Length);
        // What has decayed below the smallest number is not popular any more.
        while (count > 0 && !(list.Counts[count - 1] * factor > 0)) count--;
        if (count == 0) return PopularList.Empty;
        var counts = new double[count];
        for (var i = 0; i < count; i++) counts[i] = list.Counts[i] * factor;
        return new PopularList(list.Items[..count], counts);
    }

    /// <inheritdoc/>
    public double Count(int number, long nowMs)
    {
        var count = week.Count(number, out var landmarkMs);
        return count == 0 ? 0 : count * WeekFactor.Of(landmarkMs, nowMs);
    }

    internal Dimension? Find(HalfLife halfLife, PopularityScope scope) => dimensions.GetValueOrDefault((halfLife, scope.Key));

    /// <summary>Forgets what weighs nothing any more and counts what is left.</summary>
    internal void Sweep()
    {
        foreach (var dimension in dimensions.Values) dimension.Sweep(LatestMs);
        entries = dimensions.Values.Sum(d => d.Cells.Sum(c => c.Entries));
    }

    /// <summary>Takes fence and clock of a snapshot, whose counts are in the dimensions already.</summary>
    internal void Restored(long fence, long latestMs)
    {
        (Fence, LatestMs) = (fence, latestMs);
        entries = dimensions.Values.Sum(d => d.Cells.Sum(c => c.Entries));
    }

    private void Count(Interaction row, Profile profile, double weight)
    {
        if (row.Item is null || !Ids.TryGet(row.Item, out var number)) return;
        LatestMs = Math.Max(LatestMs, row.AtMs);
        values.Next(row, profile);
        foreach (var (dimension, paths, texts) in counted)
        {
            if (!Resolve(paths, texts)) continue;
            var added = dimension.Weigh(weight, row.AtMs);
            if (added > 0) Add(dimension, texts, number, added);
        }
    }

    private bool Resolve(int[] paths, string[] texts)
    {
        for (var i = 0; i < paths.Length; i++)
        {
            if (values.Text(paths[i]) is not { } text) return false;
            texts[i] = text;
        }
        return true;
    }

    private void Add(Dimension dimension, string[] texts, int number, double added)
    {
        if (dimension.Everyone is { } everyone)
        {
            everyone.Add(number, added);
            return;
        }
        var cell = dimension.FindOrMake(texts, Bounds);
        if (cell is null || (entries >= Bounds.Entries && !cell.Has(number)))
        {
            Interlocked.Increment(ref uncounted);
            return;
        }
        entries -= cell.Entries;
        cell.Add(number, added);
        entries += cell.Entries;
    }

    /// <summary>The factor of a request's moment, remembered per thread: a request asks for it once per candidate.</summary>
    private static class WeekFactor
    {
        [ThreadStatic] private static long age;
        [ThreadStatic] private static double factor;

        public static double Of(long landmarkMs, long nowMs)
        {
            var asked = nowMs - landmarkMs;
            if (factor == 0 || asked != age) (age, factor) = (asked, Decay.Factor(HalfLife.Week, landmarkMs, nowMs));
            return factor;
        }
    }
}
