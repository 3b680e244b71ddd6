namespace Reco.Domain.Interactions.Counting;

/// <summary>
/// Forward decay (Cormode, Shkapenyuk, Srivastava, Xu 2009): an interaction at t is added as 2^((t − L) / half-life) for a landmark L in the past, so that a
/// count is one sum and a later moment only scales it. Landmarks are multiples of 64 half-lives; when a later period begins, sums are scaled to its
/// landmark, so they stay within 2^64 times the number of interactions. <see cref="HalfLife.All"/> weighs everything 1.
/// </summary>
internal static class Decay
{
    /// <summary>Half-lives from one landmark to the next.</summary>
    public const int Period = 64;

    /// <summary>The half-life in milliseconds; infinite for <see cref="HalfLife.All"/>.</summary>
    public static double Milliseconds(HalfLife halfLife) => halfLife switch
    {
        HalfLife.Hour => 3_600_000,
        HalfLife.Day => 86_400_000,
        HalfLife.Week => 7 * 86_400_000.0,
        HalfLife.Month => 30 * 86_400_000.0,
        _ => double.PositiveInfinity,
    };

    /// <summary>The landmark of the period in which a moment lies.</summary>
    public static long Landmark(HalfLife halfLife, long atMs)
    {
        var period = Milliseconds(halfLife) * Period;
        return double.IsInfinity(period) ? 0 : (long)(Math.Floor(atMs / period) * period);
    }

    /// <summary>
    /// What a moment weighs seen from another: 2^((at − from) / half-life); from a landmark when adding, from now to a landmark when reading. Bounded, so
    /// that a preview far in the past gives no infinity; 0 when it is more than 1,074 half-lives old.
    /// </summary>
    public static double Factor(HalfLife halfLife, long atMs, long fromMs)
    {
        var halfLives = (atMs - fromMs) / Milliseconds(halfLife);
        return halfLives == 0 ? 1 : Math.Pow(2, Math.Min(halfLives, 512));
    }
}
