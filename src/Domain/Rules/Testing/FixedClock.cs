namespace Reco.Domain.Rules.Testing;

/// <summary>A clock that stands still: a test of a rule gives the same on every day.</summary>
/// <param name="nowMs">Milliseconds since 1970.</param>
internal sealed class FixedClock(long nowMs) : TimeProvider
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(nowMs);
}
