using System.Reflection;

namespace Reco.Domain.Expressions;

/// <summary>A function of the language.</summary>
/// <param name="Name">Its name in <c>@</c> code.</param>
/// <param name="Takes">Types of its arguments.</param>
/// <param name="Gives">Type of its result; a non-finite number becomes null.</param>
/// <param name="Body">A static method over the representations of <see cref="StaticType"/>; a boolean is a bool.</param>
/// <param name="Many">Whether the last argument may repeat: then the function is applied from left to right.</param>
/// <param name="Bounded">Whether the body's last parameter is <see cref="Limits.TextLength"/>.</param>
internal sealed record Function(string Name, StaticType[] Takes, StaticType Gives, MethodInfo Body, bool Many = false, bool Bounded = false);

/// <summary>A function that runs a lambda over a list.</summary>
/// <param name="Name">Its name in <c>@</c> code.</param>
/// <param name="Takes">Type that the lambda gives.</param>
/// <param name="Gives">Type of its result.</param>
internal sealed record Quantifier(string Name, StaticType Takes, StaticType Gives);

/// <summary>
/// The closed table of all functions: what is not here does not exist. To add one: (1) write a static method without side effects in
/// <see cref="Operators"/> that never throws, (2) add its row here, (3) add its row with an example to docs/expressions.md, which a test runs.
/// </summary>
internal static class Functions
{
    private const StaticType Number = StaticType.Number, Text = StaticType.Text, Boolean = StaticType.Boolean, List = StaticType.List, Dynamic = StaticType.Dynamic;

    public static IReadOnlyDictionary<string, Function> All { get; } = new Function[]
    {
        new("abs", [Number], Number, Of<double>(Math.Abs)),
        new("ceil", [Number], Number, Of<double>(Math.Ceiling)),
        new("floor", [Number], Number, Of<double>(Math.Floor)),
        new("round", [Number], Number, Of<double>(Operators.Round)),
        new("min", [Number, Number], Number, Of<double, double>(Math.Min), Many: true),
        new("max", [Number, Number], Number, Of<double, double>(Math.Max), Many: true),
        new("clamp", [Number, Number, Number], Number, ((Func<double, double, double, double>)Operators.Clamp).Method),
        new("log", [Number], Number, Of<double>(Math.Log)),
        new("log1p", [Number], Number, Of<double>(Operators.Log1p)),
        new("exp", [Number], Number, Of<double>(Math.Exp)),
        new("sqrt", [Number], Number, Of<double>(Math.Sqrt)),
        new("pow", [Number, Number], Number, Of<double, double>(Operators.Pow)),
        new("lower", [Text], Text, ((Func<string?, int, string?>)Operators.Lower).Method, Bounded: true),
        new("upper", [Text], Text, ((Func<string?, int, string?>)Operators.Upper).Method, Bounded: true),
        new("length", [Dynamic], Number, ((Func<Value, double>)Operators.Length).Method),
        new("contains", [Text, Text], Boolean, ((Func<string?, string?, bool>)Operators.Contains).Method),
        new("startsWith", [Text, Text], Boolean, ((Func<string?, string?, bool>)Operators.StartsWith).Method),
        new("endsWith", [Text, Text], Boolean, ((Func<string?, string?, bool>)Operators.EndsWith).Method),
        new("hours", [Number], Number, Of<double>(Operators.Hours)),
        new("days", [Number], Number, Of<double>(Operators.Days)),
        new("minutes", [Number], Number, Of<double>(Operators.Minutes)),
        new("first", [List], Dynamic, ((Func<Value[]?, Value>)Operators.First).Method),
        new("hash", [Text], Number, ((Func<string?, double>)Operators.Hash).Method),
    }.ToDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>Functions of a list and a lambda; <c>min</c> and <c>max</c> are these when their second argument is a lambda.</summary>
    public static IReadOnlyDictionary<string, Quantifier> Quantifiers { get; } = new Quantifier[]
    {
        new("any", Boolean, Boolean),
        new("all", Boolean, Boolean),
        new("count", Boolean, Number),
        new("sum", Number, Number),
        new("min", Number, Number),
        new("max", Number, Number),
    }.ToDictionary(q => q.Name, StringComparer.Ordinal);

    /// <summary>Every function's name, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Keys.Concat(Quantifiers.Keys).Distinct().Order(StringComparer.Ordinal)];

    private static MethodInfo Of<T>(Func<T, double> body) => body.Method;
    private static MethodInfo Of<T1, T2>(Func<T1, T2, double> body) => body.Method;
}
