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
