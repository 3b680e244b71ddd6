namespace Reco.Domain.Interactions;

/// <summary>How fast a count of <c>popular</c> forgets: after one half-life an interaction counts half.</summary>
public enum HalfLife
{
    /// <summary><c>1h</c></summary>
    Hour,
    /// <summary><c>1d</c></summary>
    Day,
    /// <summary><c>7d</c></summary>
    Week,
    /// <summary><c>30d</c></summary>
    Month,
    /// <summary><c>all</c>: does not decay; for imports of old data.</summary>
    All,
}

/// <summary>The rule's words for half-lives.</summary>
public static class HalfLives
{
    /// <summary>Every word, shortest first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["1h", "1d", "7d", "30d", "all"];

    /// <summary>The half-life of one of <see cref="Names"/>.</summary>
    public static HalfLife Of(string name) => (HalfLife)Array.IndexOf([.. Names], name);

    /// <summary><c>1h 1d 7d 30d all</c></summary>
    public static string Name(this HalfLife halfLife) => Names[(int)halfLife];
}
