using System.IO.Hashing;
using System.Text;

namespace Reco.Domain.Expressions;

/// <summary>
/// The operators of the language where one machine instruction does not say it: what compiled code calls. The null rules live here and in
/// <see cref="Generator"/>: arithmetic with null is null, a comparison with null is false, non-finite is null. Nothing here throws.
/// </summary>
internal static class Operators
{
    public static double Finite(double value) => double.IsFinite(value) ? value : double.NaN;

    public static bool Different(double a, double b) => a < b || a > b;

    public static bool Same(byte a, byte b) => a == b && a != 0;

    public static bool Different(byte a, byte b) => a != b && a != 0 && b != 0;

    public static bool Same(string? a, string? b) => a is not null && string.Equals(a, b, StringComparison.Ordinal);

    public static bool Different(string? a, string? b) => a is not null && b is not null && !string.Equals(a, b, StringComparison.Ordinal);

    public static bool Same(Value a, Value b) => a.Kind == b.Kind && !a.IsNull && a.Equals(b);

    public static bool Different(Value a, Value b) => !a.IsNull && !b.IsNull && !(a.Kind == b.Kind && a.Equals(b));

    /// <summary>Below, at or above 0 as the texts' UTF-8 bytes compare; NaN when either is null.</summary>
    public static double Order(string? a, string? b) => a is null || b is null ? double.NaN : Utf8Order.Compare(a, b);

    /// <summary>Below, at or above 0; NaN when the values have no order: null, different types, lists and booleans.</summary>
    public static double Order(Value a, Value b)
    {
        if (a.Kind != b.Kind) return double.NaN;
        return a.Kind switch
        {
            ValueKind.Number => Order(a.AsNumber, b.AsNumber),
            ValueKind.Time => Order(a.AsTime, b.AsTime),
            ValueKind.Text => Order(a.AsText, b.AsText),
            _ => double.NaN,
        };
    }

    private static double Order(double a, double b) => a < b ? -1 : a > b ? 1 : 0;

    /// <summary>Number + number, time + number.</summary>
    public static Value Add(Value a, Value b) => (a.Kind, b.Kind) switch
    {
        (ValueKind.Number, ValueKind.Number) => Value.Of(a.AsNumber + b.AsNumber),
        (ValueKind.Time, ValueKind.Number) => Value.OfTime(a.AsTime + b.AsNumber),
        (ValueKind.Number, ValueKind.Time) => Value.OfTime(a.AsNumber + b.AsTime),
        _ => Value.Null,
    };

    /// <summary>Number − number, time − number, time − time (seconds).</summary>
    public static Value Subtract(Value a, Value b) => (a.Kind, b.Kind) switch
    {
        (ValueKind.Number, ValueKind.Number) => Value.Of(a.AsNumber - b.AsNumber),
        (ValueKind.Time, ValueKind.Number) => Value.OfTime(a.AsTime - b.AsNumber),
        (ValueKind.Time, ValueKind.Time) => Value.Of(a.AsTime - b.AsTime),
        _ => Value.Null,
    };

    /// <summary>Minus a number; of a time, minus its seconds since 1970: <c>orderBy: @-item.createdAt</c> is newest first.</summary>
    public static double Negate(Value value) => value.Kind == ValueKind.Time ? -value.AsTime : -value.AsNumber;

    public static bool IsTrue(Value value) => value.AsBoolean == true;

    public static bool In(Value item, Value[]? list)
    {
        if (item.IsNull || list is null) return false;
        foreach (var element in list)
        {
            if (Same(item, element)) return true;
        }
        return false;
    }

    // A value's own properties, as static methods: code that runs a loop can't be the instance of a member of a struct.
    public static bool Absent(Value value) => value.IsNull;
    public static double NumberOf(Value value) => value.AsNumber;
    public static double TimeOf(Value value) => value.AsTime;
    public static string? TextOf(Value value) => value.AsText;
    public static Value[]? ListOf(Value value) => value.AsList;

    public static Value ValueOf(byte boolean) => boolean == 0 ? Value.Null : Value.Of(boolean == 2);

    public static double Clamp(double x, double low, double high) => Math.Min(Math.Max(x, low), high);

    public static double Round(double x) => Math.Round(x, MidpointRounding.AwayFromZero);

    public static double Log1p(double x) => Math.Abs(x) < 1e-5 ? x - x * x / 2 + x * x * x / 3 : Math.Log(1 + x);

    /// <summary>Unlike <see cref="Math.Pow"/> null to the power of 0 is null.</summary>
    public static double Pow(double x, double y) => double.IsNaN(x) || double.IsNaN(y) ? double.NaN : Math.Pow(x, y);

    public static double Plus(double sum, double value) => double.IsNaN(value) ? sum : sum + value;
    public static double Least(double best, double value) => double.IsNaN(value) || best <= value ? best : value;
    public static double Most(double best, double value) => double.IsNaN(value) || best >= value ? best : value;

    public static double Hours(double seconds) => seconds / 3_600;
    public static double Days(double seconds) => seconds / 86_400;
    public static double Minutes(double seconds) => seconds / 60;

    public static string? Lower(string? text, int most) => Cut(text, most)?.ToLowerInvariant();
    public static string? Upper(string? text, int most) => Cut(text, most)?.ToUpperInvariant();

    private static string? Cut(string? text, int most) =>
        text is null || text.Length <= most ? text : text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    /// <summary>Code points of a text, elements of a list.</summary>
    public static double Length(Value value)
    {
        if (value.AsList is { } list) return list.Length;
        if (value.AsText is not { } text) return double.NaN;
        var length = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i])) length--;
        }
        return length;
    }

    public static bool Contains(string? text, string? part) => text is not null && part is not null && text.Contains(part, StringComparison.Ordinal);
    public static bool StartsWith(string? text, string? part) => text is not null && part is not null && text.StartsWith(part, StringComparison.Ordinal);
    public static bool EndsWith(string? text, string? part) => text is not null && part is not null && text.EndsWith(part, StringComparison.Ordinal);

    public static Value First(Value[]? list) => list is { Length: > 0 } ? list[0] : Value.Null;

    /// <summary>XxHash3 over the text's UTF-8 bytes; its upper 53 bits as a number in [0, 1). The same on every machine and in every version.</summary>
    public static double Hash(string? text)
    {
        if (text is null) return double.NaN;
        Span<byte> small = stackalloc byte[1024];
        var bytes = text.Length <= 341 ? small[..Encoding.UTF8.GetBytes(text, small)] : Encoding.UTF8.GetBytes(text);
        return (XxHash3.HashToUInt64(bytes) >> 11) * (1.0 / (1L << 53));
    }
}
