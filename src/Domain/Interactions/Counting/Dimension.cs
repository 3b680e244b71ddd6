using System.Collections.Concurrent;

namespace Reco.Domain.Interactions.Counting;

/// <summary>
/// One way to count: a half-life and the paths of a scope; a cell for each combination of their values that was met. Everyone's is one cell. Changed under the
/// lock of <see cref="Popularity"/>, read without one.
/// </summary>
internal sealed class Dimension
{
    private readonly ConcurrentDictionary<string, ScopedCell> scoped = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ScopedCell>.AlternateLookup<ReadOnlySpan<char>> bySpan;
    private long landmark = long.MinValue;
    private int cells;

    public Dimension(HalfLife halfLife, PopularityScope scope)
    {
        (HalfLife, Scope) = (halfLife, scope);
        if (scope.Paths.Count == 0) Everyone = new EveryoneCell();
        bySpan = scoped.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public HalfLife HalfLife { get; }

    public PopularityScope Scope { get; }

    /// <summary>The only cell, when the scope has no paths.</summary>
    public EveryoneCell? Everyone { get; }

    public IEnumerable<ScopedCell> Cells => scoped.Values;

    public int CellCount => cells;

    public long LandmarkMs => landmark;

    /// <summary>The cell of some scope values; null when they were never met.</summary>
    public CountCell? Find(ReadOnlySpan<string> values)
    {
        if (Everyone is not null) return Everyone;
        return bySpan.TryGetValue(ScopeKey.Of(values, stackalloc char[256]), out var cell) ? cell : null;
    }

    /// <summary>What an interaction at a moment adds to a count, the landmark being moved when its period is over.</summary>
    public double Weigh(double weight, long atMs)
    {
        if (landmark == long.MinValue) Move(atMs, 0);
        else if ((atMs - landmark) / Decay.Milliseconds(HalfLife) > Decay.Period) Move(atMs, landmark);
        return weight * Decay.Factor(HalfLife, atMs, landmark);
    }

    /// <summary>The cell of some scope values, made when there is room; null when there is none.</summary>
    public ScopedCell? FindOrMake(ReadOnlySpan<string> values, PopularityBounds bounds)
    {
        var key = ScopeKey.Of(values, stackalloc char[256]);
        if (bySpan.TryGetValue(key, out var cell)) return cell;
        if (cells >= bounds.Values) return null;
        return Make(new string(key), bounds);
    }

    public ScopedCell Make(string key, PopularityBounds bounds)
    {
        cells++;
        return scoped[key] = new ScopedCell(key, landmark, bounds);
    }

    /// <summary>Takes the landmark of a snapshot.</summary>
    public void Restore(long landmarkMs)
    {
        landmark = landmarkMs;
        Everyone?.Scale(1, landmarkMs);
    }

    /// <summary>Forgets scoped counts that weigh less than a millionth now, and cells without any.</summary>
    public void Sweep(long nowMs)
    {
        if (HalfLife == HalfLife.All || landmark == long.MinValue) return;
        var below = 1e-6 * Decay.Factor(HalfLife, nowMs, landmark);
        foreach (var cell in scoped.Values)
        {
            cell.Sweep(below);
            if (cell.Entries == 0 && scoped.TryRemove(cell.Key, out _)) cells--;
        }
    }

    private void Move(long atMs, long from)
    {
        landmark = Decay.Landmark(HalfLife, atMs);
        var factor = Decay.Factor(HalfLife, from, landmark);
        Everyone?.Scale(factor, landmark);
        foreach (var cell in scoped.Values) cell.Scale(factor, landmark);
    }
}
