using Reco.Domain.Catalogs;

namespace Reco.Domain.Expressions;

/// <summary>What is known of a value's type before it is computed. Each type has one representation in compiled code; each can be null.</summary>
internal enum StaticType
{
    /// <summary>Always null.</summary>
    Null,
    /// <summary>A byte: 0 null, 1 false, 2 true.</summary>
    Boolean,
    /// <summary>A double; NaN is null.</summary>
    Number,
    /// <summary>A string or null.</summary>
    Text,
    /// <summary>Seconds since 1970 as a double; NaN is null.</summary>
    Time,
    /// <summary>An array of <see cref="Value"/> or null.</summary>
    List,
    /// <summary>A <see cref="Value"/>: known only at run time.</summary>
    Dynamic,
}

/// <summary>How static types relate.</summary>
internal static class StaticTypes
{
    /// <summary>The type of a value that is the one or the other.</summary>
    public static StaticType Either(StaticType a, StaticType b) =>
        a == b ? a : a == StaticType.Null ? b : b == StaticType.Null ? a : StaticType.Dynamic;

    /// <summary>Whether a value of a type may stand where another is wanted (if only to be null at run time).</summary>
    public static bool Fits(StaticType type, StaticType wanted) => type == wanted || wanted == StaticType.Dynamic || type is StaticType.Dynamic or StaticType.Null;

    /// <summary>The type of a constant.</summary>
    public static StaticType Of(Value value) => value.Kind switch
    {
        ValueKind.Boolean => StaticType.Boolean,
        ValueKind.Number => StaticType.Number,
        ValueKind.Text => StaticType.Text,
        ValueKind.Time => StaticType.Time,
        ValueKind.List => StaticType.List,
        _ => StaticType.Null,
    };

    /// <summary>The type of a declared attribute.</summary>
    public static StaticType Of(AttributeType type) => type switch
    {
        AttributeType.Number => StaticType.Number,
        AttributeType.Text => StaticType.Text,
        AttributeType.Boolean => StaticType.Boolean,
        AttributeType.Time => StaticType.Time,
        AttributeType.List => StaticType.List,
        _ => StaticType.Dynamic,
    };

    /// <summary>A type in the words of a fault.</summary>
    public static string Words(this StaticType type) => type switch
    {
        StaticType.Null => "null",
        StaticType.Boolean => "a boolean",
        StaticType.Number => "a number",
        StaticType.Text => "a text",
        StaticType.Time => "a time",
        StaticType.List => "a list",
        _ => "any value",
    };
}
