using FsCheck;
using FsCheck.Fluent;

namespace Reco.Storage.Tests.Queries;

/// <summary>Texts of queries as an operator would write them, well typed.</summary>
public static class ExpressionGenerator
{
    private static readonly Gen<string> Comparison = Gen.Elements("==", "!=", "<", "<=", ">", ">=");

    private static Gen<string> Number(int depth) => depth == 0
        ? Gen.Elements("item.price", "item.stock", "params.most", "0", "1", "2.5", "3", "1e308", "9007199254740993.0", "request.limit")
        : Gen.Frequency(
            (4, Number(0)),
            (3, Gen.Elements("+", "-", "*", "/", "%").SelectMany(op => Pair(Number(depth - 1), Number(depth - 1), (a, b) => $"({a} {op} {b})"))),
            (1, Number(depth - 1).Select(a => $"(-{a})")),
            (1, Pair(Number(depth - 1), Number(0), (a, b) => $"({a} ?? {b})")),
            (1, Pair(Time(0), Time(0), (a, b) => $"days({a} - {b})")));

    private static Gen<string> Text() => Gen.Frequency(
        (3, Gen.Elements("item.name", "item.brand.name", "item.id", "params.word", "request.context.word")),
        (2, Gen.Elements("'a'", "'ab'", "'\U0001F34C'", "'\uFF5E'", "''")),
        (1, Gen.Elements("(item.name ?? 'a')", "(item.brand.name ?? item.name)")));

    private static Gen<string> Time(int depth) => depth == 0
        ? Gen.Elements("item.at", "item.until", "now")
        : Gen.Frequency((3, Time(0)), (1, Pair(Time(0), Number(0), (t, n) => $"({t} + {n})")), (1, Pair(Time(0), Time(0), (a, b) => $"({a} ?? {b})")));

    private static Gen<string> Test(int depth) => depth == 0
        ? Gen.Frequency(
            (5, Comparison.SelectMany(op => Pair(Number(2), Number(1), (a, b) => $"{a} {op} {b}"))),
            (4, Comparison.SelectMany(op => Pair(Text(), Text(), (a, b) => $"{a} {op} {b}"))),
            (2, Comparison.SelectMany(op => Pair(Time(1), Time(1), (a, b) => $"{a} {op} {b}"))),
            (3, Gen.Elements("item.active", "!item.active", "(item.active ?? true)", "item.active == true", "item.active != false")),
            (3, Gen.Elements("item.price == null", "item.name != null", "item.tags == null", "item.at == null", "(item.price / item.stock) == null")),
            (3, Gen.Elements("'a' in item.tags", "1 in item.tags", "params.word in item.tags", "true in item.sizes", "item.price in [1, 2.5, null, 'a']",
                "item.name in ['a', '\U0001F34C', 1]", "item.id in ['a', 'i20']", "item.name in params.words")),
            (1, Gen.Elements("item.extra == 'a'", "startsWith(item.name, 'a')", "length(item.name) > 1", "any(item.tags, x => x == 'a')")))
        : Gen.Frequency(
            (2, Test(0)),
            (3, Pair(Test(depth - 1), Test(depth - 1), (a, b) => $"({a}) && ({b})")),
            (2, Pair(Test(depth - 1), Test(depth - 1), (a, b) => $"({a}) || ({b})")),
            (2, Test(depth - 1).Select(a => $"!({a})")),
            (1, Pair(Test(0), Test(0), (a, b) => $"(({a}) ? ({b}) : item.active)")));

    /// <summary>A condition and perhaps a sort key.</summary>
    public static Gen<(string Where, string? OrderBy)> Query { get; } =
        from depth in Gen.Choose(0, 3)
        from test in Test(depth)
        from order in Gen.Elements(null, "item.price", "-item.stock", "item.name", "-item.at", "item.at", "item.price % 2", "item.brand.name ?? item.name")
        select (test, order);

    private static Gen<string> Pair(Gen<string> left, Gen<string> right, Func<string, string, string> both) =>
        from a in left from b in right select both(a, b);
}
