using MathNet.Numerics.Distributions;

namespace Reco.Domain.Statistics;

/// <summary>Pearson's test of whether counts fit given shares.</summary>
/// <param name="Statistic">The sum of (observed − expected)² / expected.</param>
/// <param name="P">How likely counts that far off or further are when the shares are right.</param>
public readonly record struct ChiSquare(double Statistic, double P)
{
    /// <summary>Tests counts against shares.</summary>
    /// <param name="observed">How often each case occurred.</param>
    /// <param name="shares">How its share relates to the others'; each above 0.</param>
    /// <returns>Null when there is nothing to compare: fewer than two cases, or fewer than 5 expected of one, for which the test is not good.</returns>
    public static ChiSquare? Test(IReadOnlyList<int> observed, IReadOnlyList<double> shares)
    {
        var (total, whole) = ((double)observed.Sum(), shares.Sum());
        if (observed.Count < 2 || shares.Any(s => total * s / whole < 5)) return null;
        var statistic = 0.0;
        for (var i = 0; i < observed.Count; i++)
        {
            var expected = total * shares[i] / whole;
            statistic += (observed[i] - expected) * (observed[i] - expected) / expected;
        }
        return new ChiSquare(statistic, 1 - ChiSquared.CDF(observed.Count - 1, statistic));
    }
}
