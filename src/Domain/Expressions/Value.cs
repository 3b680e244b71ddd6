using System.Globalization;
using System.Text.Json;

namespace Reco.Domain.Expressions;

/// <summary>The kinds of values of the expression language.</summary>
public enum ValueKind : byte
{
    /// <summary>Absent: arithmetic with it is null, comparison with it is false.</summary>
    Null,
    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,
    /// <summary>A finite IEEE double. A non-finite result is null.</summary>
    Number,
    /// <summary>Unicode text, ordered by its UTF-8 bytes.</summary>
    Text,
    /// <summary>An instant, as seconds since 1970-01-01T00:00:00Z.</summary>
    Time,
    /// <summary>A list of values.</summary>
    List,
}

/// <summary>One value of the expression language whose type is known only at run time: an undeclared attribute, a context value, an element of a list.</summary>
public readonly struct Value : IEquatable<Value>
{
    private readonly double number;
    private readonly object? reference;

    private Value(ValueKind kind, double number, object? reference) => (Kind, this.number, this.reference) = (kind, number, reference);

    /// <summary>What this is.</summary>
    public ValueKind Kind { get; }

    /// <summary>The absent value; also <c>default</c>.</summary>
    public static Value Null => default;

    /// <summary>Whether this is absent.</summary>
    public bool IsNull => Kind == ValueKind.Null;

    /// <summary>A boolean.</summary>
    public static Value Of(bool value) => new(ValueKind.Boolean, value ? 1 : 0, null);
    /// <summary>A number; null when it is not finite.</summary>
    public static Value Of(double value) => double.IsFinite(value) ? new(ValueKind.Number, value, null) : default;
    /// <summary>A text; null when it is null.</summary>
    public static Value Of(string? value) => value is null ? default : new(ValueKind.Text, 0, value);
    /// <summary>A list; null when it is null.</summary>
    public static Value Of(Value[]? values) => values is null ? default : new(ValueKind.List, 0, values);
    /// <summary>An instant in seconds since 1970; null when it is not finite.</summary>
    public static Value OfTime(double seconds) => double.IsFinite(seconds) ? new(ValueKind.Time, seconds, null) : default;

    /// <summary>The number, or NaN (null) for any other kind.</summary>
    public double AsNumber => Kind == ValueKind.Number ? number : double.NaN;
    /// <summary>The instant in seconds since 1970, or NaN (null) for any other kind.</summary>
    public double AsTime => Kind == ValueKind.Time ? number : double.NaN;
    /// <summary>The text, or null for any other kind.</summary>
    public string? AsText => Kind == ValueKind.Text ? (string)reference! : null;
    /// <summary>The list, or null for any other kind. Never changed.</summary>
    public Value[]? AsList => Kind == ValueKind.List ? (Value[])reference! : null;
    /// <summary>The boolean, or null for any other kind.</summary>
    public bool? AsBoolean => Kind == ValueKind.Boolean ? number != 0 : null;

    /// <summary>The value that a JSON element holds. An object is null: its members are reached by path.</summary>
    public static Value Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => Of(true),
        JsonValueKind.False => Of(false),
        JsonValueKind.Number => json.TryGetDouble(out var number) ? Of(number) : default,
        JsonValueKind.String => Of(json.GetString()),
        JsonValueKind.Array => Of([.. json.EnumerateArray().Select(Of)]),
        _ => default,
    };

    /// <summary>Reads an ISO 8601 instant (UTC when it names no offset) as seconds since 1970; NaN when it is none.</summary>
    public static double ParseTime(string? text) =>
        text is { Length: >= 10 and <= 40 } && char.IsAsciiDigit(text[0]) && text[4] == '-' &&
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUnixTimeMilliseconds() / 1000.0
            : double.NaN;

    /// <summary>Equality of values for grouping (null equals null here; the language's <c>==</c> says false).</summary>
    public bool Equals(Value other) =>
        Kind == other.Kind && number.Equals(other.number) && (Kind switch
        {
            ValueKind.Text => string.Equals((string)reference!, (string)other.reference!, StringComparison.Ordinal),
            ValueKind.List => ((Value[])reference!).AsSpan().SequenceEqual((Value[])other.reference!),
            _ => true,
        });

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);
    /// <inheritdoc/>
    public override int GetHashCode() => reference is string text ? text.GetHashCode(StringComparison.Ordinal) : HashCode.Combine(Kind, number);
    /// <summary>As <see cref="Equals(Value)"/>.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);
    /// <summary>Not <see cref="Equals(Value)"/>.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>Text for explanations and for keys of relations: a text as it is, a number in its shortest form, a time as ISO 8601 (outside the years 1–9999 in seconds since 1970).</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Boolean => number != 0 ? "true" : "false",
        ValueKind.Number => number.ToString("R", CultureInfo.InvariantCulture),
        ValueKind.Text => (string)reference!,
        ValueKind.Time when number is < -62_135_596_800 or > 253_402_300_799 => number.ToString("R", CultureInfo.InvariantCulture) + " s",
        ValueKind.Time => DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(number * 1000)).ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture),
        _ => "[" + string.Join(", ", ((Value[])reference!).Select(v => v.ToString())) + "]",
    };
}
