using Reco.Domain.Expressions;

namespace Reco.Domain.Recommend.Arrange;

/// <summary>The page while it fills: candidates in order, what diversity held back, and pins with their places. Pooled with the call.</summary>
internal sealed class Page
{
    private readonly List<int> filled = [];
    /// <summary>By place.</summary>
    private readonly List<(int At, int Candidate)> pins = [];
    private readonly Dictionary<Value, int> groups = [];

    /// <summary>Candidates that diversity held back, in the order they were offered.</summary>
    public List<int> HeldBack { get; } = [];

    /// <summary>Rolled items of fallback sources.</summary>
    public List<int> RolledFallback { get; } = [];

    /// <summary>Items wanted.</summary>
    public int Size { get; set; }

    /// <summary>Items there are.</summary>
    public int Count => filled.Count + pins.Count;

    /// <summary>Whether nothing more fits.</summary>
    public bool Full => Count >= Size;

    public void Clear()
    {
        filled.Clear();
        pins.Clear();
        groups.Clear();
        HeldBack.Clear();
        RolledFallback.Clear();
    }

    /// <summary>Puts a candidate at a place (from 1), whatever its group; behind those that want the same place already. The page must not be full.</summary>
    public void Pin(Call call, int candidate, int at)
    {
        var next = pins.Count;
        while (next > 0 && pins[next - 1].At > at) next--;
        pins.Insert(next, (at, candidate));
        call.Candidates.Places[candidate] = Place.Pinned;
        if (call.Bucket.Program.DiversifyBy is { } by) Enter(by(call.Evaluation, in call.Candidates.All[candidate]), int.MaxValue);
    }

    /// <summary>Adds a candidate at the end, unless the page is full or its group has enough places: then it is held back.</summary>
    public void Offer(Call call, int candidate, Place place)
    {
        if (Full || call.Candidates.Places[candidate] != Place.None) return;
        if (call.Bucket.Program.DiversifyBy is { } by && !Enter(by(call.Evaluation, in call.Candidates.All[candidate]), call.Bucket.DiversifyAtMost))
        {
            HeldBack.Add(candidate);
            return;
        }
        filled.Add(candidate);
        call.Candidates.Places[candidate] = place;
    }

    /// <summary>Fills what is left with what diversity held back.</summary>
    public void Relax(Call call)
    {
        foreach (var candidate in HeldBack)
        {
            if (Full) return;
            filled.Add(candidate);
            call.Candidates.Places[candidate] = Place.Relaxed;
        }
    }

    /// <summary>Writes the candidates in their final order: pins at their places, or at the end of a page that is too short for them.</summary>
    public int WriteTo(Span<int> order)
    {
        int next = 0, pin = 0, at = 0;
        while (next < filled.Count || pin < pins.Count)
        {
            var pinned = pin < pins.Count && (pins[pin].At <= at + 1 || next == filled.Count);
            order[at++] = pinned ? pins[pin++].Candidate : filled[next++];
        }
        return at;
    }

    /// <summary>Counts a candidate into its group; false when that has enough. No value is no group.</summary>
    private bool Enter(Value group, int atMost)
    {
        if (group.IsNull) return true;
        var count = groups.GetValueOrDefault(group);
        if (count >= atMost) return false;
        groups[group] = count + 1;
        return true;
    }
}
