namespace Reco.Domain.Tests.Fuzz;

/// <summary>What a run saw: cases by kind and outcome, and the largest of everything that is bounded. One per thread; <see cref="Add"/> sums them.</summary>
internal sealed class FuzzCounts
{
    /// <summary>Cases by kind: accepted, refused.</summary>
    public Dictionary<string, (long Accepted, long Refused)> Kinds { get; } = FuzzCase.Kinds.ToDictionary(k => k.Kind, _ => (0L, 0L));

    /// <summary>The largest value of each counter.</summary>
    public SortedDictionary<string, double> Most { get; } = new(StringComparer.Ordinal);

    /// <summary>Pages that accepted rules answered.</summary>
    public long Pages { get; set; }

    /// <summary>Values that compiled expressions and the reference agreed on.</summary>
    public long Values { get; set; }

    public void Count(string kind, bool accepted)
    {
        var (yes, no) = Kinds[kind];
        Kinds[kind] = accepted ? (yes + 1, no) : (yes, no + 1);
    }

    public void Saw(string counter, double value)
    {
        if (!Most.TryGetValue(counter, out var most) || value > most) Most[counter] = value;
    }

    public void Add(FuzzCounts other)
    {
        foreach (var (kind, (accepted, refused)) in other.Kinds) Kinds[kind] = (Kinds[kind].Accepted + accepted, Kinds[kind].Refused + refused);
        foreach (var (counter, value) in other.Most) Saw(counter, value);
        (Pages, Values) = (Pages + other.Pages, Values + other.Values);
    }
}
