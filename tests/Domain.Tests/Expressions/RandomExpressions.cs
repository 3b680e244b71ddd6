using System.Text.Json;

namespace Reco.Domain.Tests.Expressions;

/// <summary>Writes random expressions of a wanted type, correct by construction, out of everything the language has.</summary>
internal sealed class RandomExpressions(Random random)
{
    public static readonly string[] Texts = ["OK", "ok", "", "a", "ab", "Ä", "서울", "😀", "\uE000", "\uFFFD", "banana", "tomato", "i0", "i1", "i2", "related", "3", "it's", "\"\\\n"];

    private int elements;

    public bool ForQuery { get; init; }

    public string Boolean(int depth) => depth <= 0
        ? Pick("true", "false", "item.fresh", "seed.fresh", "item.color", "old", "tagged", "null", Element("x0"))
        : Pick<Func<string>>(
            () => $"({Number(depth - 1)} {Comparison()} {Number(depth - 1)})",
            () => $"({Text(depth - 1)} {Comparison()} {Text(depth - 1)})",
            () => $"({Text(0)} {Pick("==", "!=")} {Text(0)})",
            () => $"({Time(depth - 1)} {Comparison()} {Time(depth - 1)})",
            () => $"(item.createdAt {Comparison()} '2026-0{random.Next(1, 9)}-10T00:00:00Z')",
            () => $"({Dynamic(depth - 1)} {Comparison()} {Pick<Func<string>>(() => Number(0), () => Text(0), () => Dynamic(0))()})",
            () => $"({Boolean(depth - 1)} {Pick("==", "!=")} {Boolean(depth - 1)})",
            () => $"({Boolean(depth - 1)} && {Boolean(depth - 1)})",
            () => $"({Boolean(depth - 1)} || {Boolean(depth - 1)})",
            () => $"!{Boolean(depth - 1)}",
            () => $"({Any(depth - 1)} {Pick("==", "!=")} null)",
            () => $"({Number(depth - 1)} in {List(depth - 1)})",
            () => $"({Text(depth - 1)} in {List(depth - 1)})",
            () => $"({Pick("item.id", "item.brand", "item.status", "item.color")} in {List(depth - 1)})",
            () => $"({Time(0)} in [{Time(0)}, '2026-05-10', now])",
            () => $"{Pick("contains", "startsWith", "endsWith")}({Text(depth - 1)}, {Text(depth - 1)})",
            () => $"user.did({Type()}, {Text(depth - 1)})",
            () => $"user.did({Type()}, item.id)",
            () => Quantifier(Pick("any", "all"), depth, Boolean),
            () => $"({Boolean(depth - 1)} ? {Boolean(depth - 1)} : {Boolean(depth - 1)})",
            () => $"({Boolean(depth - 1)} ?? {Boolean(depth - 1)})")();

    public string Number(int depth) => depth <= 0
        ? Pick("0", "1", "2.5", "7", "1e308", "4.9e-324", "item.price", "item.stock", "item.popularity", "seed.price", "seed.stock", "request.limit", "now.hour",
            "now.weekday", "params.n", "age", "item.size.cm", "request.context.level", "null", Element("x0"), Found("candidate.score", "1"), Found("candidate.rank", "2"))
        : Pick<Func<string>>(
            () => $"({Number(depth - 1)} {Pick("+", "-", "*", "/", "%")} {Number(depth - 1)})",
            () => $"-{Number(depth - 1)}",
            () => $"{Pick("abs", "ceil", "floor", "round", "log", "log1p", "exp", "sqrt", "hours", "days", "minutes")}({Number(depth - 1)})",
            () => $"{Pick("min", "max")}({Number(depth - 1)}, {Number(depth - 1)}, {Number(0)})",
            () => $"clamp({Number(depth - 1)}, {Number(0)}, {Number(0)})",
            () => $"pow({Number(depth - 1)}, {Number(0)})",
            () => $"days({Time(depth - 1)} - {Time(depth - 1)})",
            () => $"-{Time(depth - 1)}",
            () => $"length({Pick<Func<string>>(() => Text(depth - 1), () => List(depth - 1), () => Dynamic(0))()})",
            () => $"hash({Text(depth - 1)})",
            () => $"({Boolean(depth - 1)} ? {Number(depth - 1)} : {Number(depth - 1)})",
            () => $"({Number(depth - 1)} ?? {Number(depth - 1)})",
            () => $"user.count({Type()}, {Within()})",
            () => $"user.impressions({Text(depth - 1)}, {Within()})",
            () => $"user.impressions(item.id, {Within()})",
            () => Quantifier("count", depth, Boolean),
            () => Quantifier(Pick("sum", "min", "max"), depth, Number))();

    public string Text(int depth) => depth <= 0
        ? Pick("item.brand", "item.status", "item.id", "seed.id", "seed.brand", "request.item", "request.user", "user.id", "request.context.device", "item.color", "params.t", "null",
            Element("x0"), Found("candidate.source", "'related'"), Quoted(), Quoted(), Quoted())
        : Pick<Func<string>>(
            () => $"{Pick("lower", "upper")}({Text(depth - 1)})",
            () => $"({Boolean(depth - 1)} ? {Text(depth - 1)} : {Text(depth - 1)})",
            () => $"({Text(depth - 1)} ?? {Text(depth - 1)})",
            () => $"first({List(depth - 1)})",
            () => Text(0))();

    public string Time(int depth) => depth <= 0
        ? Pick("now", "item.createdAt", "item.seenAt", "seed.createdAt")
        : Pick<Func<string>>(
            () => $"({Time(depth - 1)} {Pick("+", "-")} {Pick("86400", "item.price", "1e300")})",
            () => $"({Boolean(depth - 1)} ? {Time(depth - 1)} : {Time(depth - 1)})",
            () => $"({Time(depth - 1)} ?? {Time(depth - 1)})",
            () => $"({Time(0)} + {Dynamic(0)})",
            () => Time(0))();

    public string List(int depth) => depth <= 0
        ? Pick("item.tags", "request.items", "user.last('view', 3)", "user.last('dislike', 500)", "user.favourites", "params.list", "item.color", "[]", $"[{Quoted()}, {Quoted()}, 1, 2.5, null, true]", "seed.tags")
        : Pick<Func<string>>(
            () => $"[{Number(depth - 1)}, {Text(depth - 1)}, {Dynamic(0)}]",
            () => $"({Boolean(depth - 1)} ? {List(depth - 1)} : {List(depth - 1)})",
            () => $"({List(depth - 1)} ?? {List(depth - 1)})",
            () => List(0))();

    public string Dynamic(int depth) => depth <= 0
        ? Pick("item.color", "item.size.cm", "seed.color", "user.ageBand", "user.home.city", "request.context.level", "request.context.device", "mixed", Element("x0"))
        : Pick<Func<string>>(
            () => $"first({List(depth - 1)})",
            () => $"({Boolean(depth - 1)} ? {Number(depth - 1)} : {Text(depth - 1)})",
            () => $"({Dynamic(depth - 1)} {Pick("+", "-")} {Number(depth - 1)})",
            () => $"({Dynamic(depth - 1)} ?? {Number(depth - 1)})")();

    public string Any(int depth) =>
        Pick<Func<int, string>>(Boolean, Number, Text, Time, List, Dynamic)(depth);

    private string Quantifier(string name, int depth, Func<int, string> body)
    {
        if (elements == 2) return body(0);
        var list = List(depth - 1);
        var parameter = $"x{elements++}";
        var lambda = $"{name}({list}, {parameter} => {body(depth - 1)})";
        elements--;
        return lambda;
    }

    private string Element(string otherwise) => elements > 0 ? $"x{random.Next(elements)}" : otherwise == "x0" ? "null" : otherwise;
    private string Found(string name, string otherwise) => ForQuery ? otherwise : name;
    private string Comparison() => Pick("==", "!=", "<", "<=", ">", ">=");
    private string Type() => Pick("'view'", "'click'", "'dislike'", "params.type");
    private string Within() => Pick("'3d'", "'12h'", "'30m'", "'45s'", "3600");
    private string Quoted() => JsonSerializer.Serialize(Pick(Texts));
    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
