using System.Globalization;

namespace Reco.Domain.Expressions;

/// <summary>Reads how far back a question about history looks: <c>'3d'</c>, <c>'12h'</c>, <c>'30m'</c>, <c>'45s'</c> or a number of seconds.</summary>
internal static class Durations
{
    private const double Longest = 100L * 366 * 86_400;

    /// <summary>Milliseconds; null for anything that is no positive duration of at most 100 years.</summary>
    public static long? Read(Value value)
    {
        var seconds = value.AsText is { Length: > 1 } text && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            ? count * text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => double.NaN }
            : value.AsNumber;
        return seconds is > 0 and <= Longest ? (long)(seconds * 1_000) : null;
    }
}
