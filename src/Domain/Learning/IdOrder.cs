using System.Globalization;

namespace Reco.Domain.Learning;

/// <summary>Orders of ids, for ties and for splits.</summary>
public static class IdOrder
{
    /// <summary>By UTF-8 bytes, as the server breaks ties.</summary>
    public static IComparer<string> Text { get; } = Comparer<string>.Create(CompareText);

    /// <summary>Whole numbers by value and before all else; other ids by UTF-8 bytes. The order of public data sets whose ids are numbers.</summary>
    public static IComparer<string> Numeric { get; } = Comparer<string>.Create(CompareNumeric);

    private static int CompareNumeric(string? x, string? y) => (Number(x), Number(y)) switch
    {
        ({ } a, { } b) when a != b => a.CompareTo(b),
        ({ }, null) => -1,
        (null, { }) => 1,
        _ => CompareText(x, y),
    };

    private static long? Number(string? id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int CompareText(string? x, string? y) => x is null || y is null ? string.CompareOrdinal(x, y) : Utf8Order.Compare(x, y);
}
