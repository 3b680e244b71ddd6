namespace Reco.Domain.Statistics;

/// <summary>The score interval of a share (Wilson 1927): unlike share ± error it stays between 0 and 1 and is honest for few trials and rare successes.</summary>
public static class Wilson
{
    /// <summary>The standard normal deviate of 95 % in the middle.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>Where the true share lies with 95 % confidence; 0 to 1 when there were no trials.</summary>
    /// <param name="share">Successes per trial, 0 to 1.</param>
    /// <param name="trials">Trials.</param>
    public static (double Low, double High) Interval(double share, double trials)
    {
        if (!(trials > 0)) return (0, 1);
        var spread = Z * Z / trials;
        var middle = (share + spread / 2) / (1 + spread);
        var half = Z / (1 + spread) * Math.Sqrt(share * (1 - share) / trials + spread / (4 * trials));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
