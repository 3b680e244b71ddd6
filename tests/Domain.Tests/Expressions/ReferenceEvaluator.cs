using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Recommend;

namespace Reco.Domain.Tests.Expressions;

/// <summary>
/// The meaning of the language, said once more in the plainest way: walks the tree over <see cref="Value"/>, reads attributes out of the JSON document,
/// knows no static types, no columns, no codes and no slots. Compiled code must agree with it.
/// </summary>
internal sealed class ReferenceEvaluator(ExpressionWorld world, Evaluation evaluation, Candidate candidate)
{
    private readonly Dictionary<string, Value> elements = new(StringComparer.Ordinal);

    private readonly Dictionary<string, Value> lets = new(StringComparer.Ordinal);

    /// <summary>Nodes evaluated so far.</summary>
    public int Steps { get; private set; }

    public Value Evaluate(string text) => Of(Grammar.Parse(text, world.Limits).Tree!);

    private Value Of(Node node)
    {
        Steps++;
        switch (node)
        {
            case Node.Literal literal: return literal.Value;
            case Node.ListOf list: return Value.Of(list.Items.Select(Of).ToArray());
            case Node.Name name: return Named(name.Text);
            case Node.Member: return Member(node.ToPath().Split('.'));
            case Node.Call { Target: null } call: return Function(call);
            case Node.Call call: return Method(call);
            case Node.Prefix { Operator: "!" } not: return Value.Of(!True(not.Operand));
            case Node.Prefix negate: return Of(negate.Operand) is var operand && operand.Kind == ValueKind.Time ? Value.Of(-operand.AsTime) : Value.Of(-operand.AsNumber);
            case Node.Conditional choice: return True(choice.Test) ? Of(choice.Then) : Of(choice.Otherwise);
            case Node.Infix infix: return Infix(infix);
            default: throw new InvalidOperationException(node.ToString());
        }
    }

    private bool True(Node node) => Of(node).AsBoolean == true;

    private Value Named(string name) =>
        elements.TryGetValue(name, out var element) ? element
        : name == "now" ? Value.OfTime(evaluation.NowMs / 1000.0)
        : lets.TryGetValue(name, out var known) ? known
        : lets[name] = Of(Grammar.Parse(world.Lets.Single(l => l.Name == name).Text, world.Limits).Tree!);

    private Value Member(string[] path)
    {
        switch (path[0])
        {
            case "item": return Attribute(candidate.Item, path[1..]);
            case "seed": return evaluation.Seed < 0 ? Value.Null : Attribute(evaluation.Seed, path[1..]);
            case "user": return path is ["user", "id"] ? Value.Of(evaluation.Request.User) : evaluation.User.Attribute(path.AsSpan(1));
            case "params": return world.Params[path[1]];
            case "candidate":
                return path[1] switch
                {
                    "score" => Value.Of(candidate.Score),
                    "rank" => Value.Of((double)candidate.Rank),
                    _ => Enumerable.Range(0, world.SourceNames.Length).Where(i => (candidate.Sources >> i & 1) == 1).Select(i => Value.Of(world.SourceNames[i])).FirstOrDefault(),
                };
            case "request":
                return path[1] switch
                {
                    "user" => Value.Of(evaluation.Request.User),
                    "limit" => Value.Of((double)evaluation.Limit),
                    "item" => Value.Of(evaluation.Request.Items is [var first, ..] ? first : null),
                    "items" => Value.Of(evaluation.Request.Items.Select(Value.Of).ToArray()),
                    _ => evaluation.Request.Context.GetValueOrDefault(path[2]),
                };
            default:
                var now = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(evaluation.NowMs), evaluation.Zone);
                return Value.Of(path[1] switch
                {
                    "hour" => now.Hour,
                    "minute" => now.Minute,
                    "day" => now.Day,
                    "month" => now.Month,
                    "year" => now.Year,
                    _ => (double)((int)(now.DayOfWeek + 6) % 7 + 1),
                });
        }
    }

    private Value Attribute(int number, string[] path)
    {
        var id = evaluation.Items.Ids.Id(number);
        var name = string.Join('.', path);
        if (name == "id") return Value.Of(id);
        if (name == "popularity") return Value.Of(world.Popularity.Count(number, 0));
        var value = AttributePath.Find(world.Document(id), path) is { } element ? Value.Of(element) : Value.Null;
        return ExpressionWorld.Declared.GetValueOrDefault(name) switch
        {
            AttributeType.Number => value.Kind == ValueKind.Number ? value : Value.Null,
            AttributeType.Text => value.Kind == ValueKind.Text ? value : Value.Null,
            AttributeType.Boolean => value.Kind == ValueKind.Boolean ? value : Value.Null,
            AttributeType.List => value.Kind == ValueKind.List ? value : Value.Null,
            AttributeType.Time => Value.OfTime(Value.ParseTime(value.AsText)),
            _ => value,
        };
    }

    private Value Infix(Node.Infix infix)
    {
        switch (infix.Operator)
        {
            case "&&": return Value.Of(True(infix.Left) && True(infix.Right));
            case "||": return Value.Of(True(infix.Left) || True(infix.Right));
            case "??": return Of(infix.Left) is { IsNull: false } first ? first : Of(infix.Right);
            case "==" when infix.Left is Node.Literal { Value.IsNull: true } || infix.Right is Node.Literal { Value.IsNull: true }:
                return Value.Of(Of(infix.Left).IsNull && Of(infix.Right).IsNull);
            case "!=" when infix.Left is Node.Literal { Value.IsNull: true } || infix.Right is Node.Literal { Value.IsNull: true }:
                return Value.Of(!(Of(infix.Left).IsNull && Of(infix.Right).IsNull));
        }
        var (left, right) = (Of(infix.Left), Of(infix.Right));
        if (infix.Operator == "in")
        {
            var list = right.AsList ?? [];
            if (left.Kind == ValueKind.Time && infix.Right is Node.ListOf literals)
            {
                list = [.. list.Select((e, i) => literals.Items[i] is Node.Literal { Value.AsText: { } time } ? Value.OfTime(Value.ParseTime(time)) : e)];
            }
            return Value.Of(!left.IsNull && list.Any(e => e.Equals(left)));
        }
        if (left.Kind == ValueKind.Time && infix.Right is Node.Literal { Value.AsText: { } after }) right = Value.OfTime(Value.ParseTime(after));
        if (right.Kind == ValueKind.Time && infix.Left is Node.Literal { Value.AsText: { } before }) left = Value.OfTime(Value.ParseTime(before));
        switch (infix.Operator)
        {
            case "==": return Value.Of(!left.IsNull && left.Equals(right));
            case "!=": return Value.Of(!left.IsNull && !right.IsNull && !left.Equals(right));
            case "<" or "<=" or ">" or ">=":
                if (left.Kind != right.Kind || left.Kind is not (ValueKind.Number or ValueKind.Time or ValueKind.Text)) return Value.Of(false);
                var order = left.Kind == ValueKind.Text
                    ? System.Text.Encoding.UTF8.GetBytes(left.AsText!).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(right.AsText!))
                    : Seconds(left).CompareTo(Seconds(right));
                return Value.Of(infix.Operator switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 });
        }
        var (a, b) = (Seconds(left), Seconds(right));
        return (infix.Operator, left.Kind, right.Kind) switch
        {
            ("+", ValueKind.Number, ValueKind.Number) => Value.Of(a + b),
            ("+", ValueKind.Time, ValueKind.Number) or ("+", ValueKind.Number, ValueKind.Time) => Value.OfTime(a + b),
            ("-", ValueKind.Number, ValueKind.Number) or ("-", ValueKind.Time, ValueKind.Time) => Value.Of(a - b),
            ("-", ValueKind.Time, ValueKind.Number) => Value.OfTime(a - b),
            ("*", ValueKind.Number, ValueKind.Number) => Value.Of(a * b),
            ("/", ValueKind.Number, ValueKind.Number) => Value.Of(a / b),
            ("%", ValueKind.Number, ValueKind.Number) => Value.Of(a % b),
            _ => Value.Null,
        };
    }

    private static double Seconds(Value value) => value.Kind == ValueKind.Time ? value.AsTime : value.AsNumber;

    private Value Method(Node.Call call)
    {
        var arguments = call.Arguments.Select(Of).ToArray();
        var hash = (string id) => ItemNumbers.HashOf(id);
        long Since(Value within) => evaluation.NowMs - Durations.Read(within)!.Value;
        return call.Text switch
        {
            "last" => Value.Of(evaluation.User.Last(arguments[0].AsText!, (int)arguments[1].AsNumber).Select(e => Value.Of(evaluation.User.ItemId(e))).ToArray()),
            "did" => Value.Of(arguments[1].AsText is { } item && evaluation.User.Did(arguments[0].AsText!, hash(item))),
            "count" => Value.Of((double)evaluation.User.Count(arguments[0].AsText!, Since(arguments[1]))),
            _ => arguments[0].AsText is { } seen ? Value.Of((double)evaluation.User.Impressions(hash(seen), Since(arguments[1]))) : Value.Null,
        };
    }

    private Value Function(Node.Call call)
    {
        if (call.Arguments is [var over, Node.Lambda lambda])
        {
            var list = Of(over).AsList?.Take(world.Limits.ListElements).Select(element =>
            {
                elements[lambda.Parameter] = element;
                var value = Of(lambda.Body);
                elements.Remove(lambda.Parameter);
                return value;
            });
            if (list is null) return call.Text is "any" or "all" ? Value.Of(false) : Value.Null;
            var numbers = list.Select(v => v.AsNumber).Where(n => !double.IsNaN(n)).ToList();
            return call.Text switch
            {
                "any" => Value.Of(list.Any(v => v.AsBoolean == true)),
                "all" => Value.Of(list.All(v => v.AsBoolean == true)),
                "count" => Value.Of((double)list.Count(v => v.AsBoolean == true)),
                "sum" => Value.Of(numbers.Aggregate(0.0, (sum, n) => sum + n)),
                "min" => numbers.Count == 0 ? Value.Null : Value.Of(numbers.Min()),
                _ => numbers.Count == 0 ? Value.Null : Value.Of(numbers.Max()),
            };
        }
        var arguments = call.Arguments.Select(Of).ToArray();
        double[] n = [.. arguments.Select(a => a.AsNumber)];
        string?[] t = [.. arguments.Select(a => a.AsText)];
        if (call.Text is "contains" or "startsWith" or "endsWith" && (t[0] is null || t[1] is null)) return Value.Of(false);
        if (call.Text is "min" or "max" or "clamp" or "pow" && n.Any(double.IsNaN)) return Value.Null;
        return call.Text switch
        {
            "abs" => Value.Of(Math.Abs(n[0])),
            "ceil" => Value.Of(Math.Ceiling(n[0])),
            "floor" => Value.Of(Math.Floor(n[0])),
            "round" => Value.Of(Math.Round(n[0], MidpointRounding.AwayFromZero)),
            "min" => Value.Of(n.Min()),
            "max" => Value.Of(n.Max()),
            "clamp" => Value.Of(n[0] < n[1] ? Math.Min(n[1], n[2]) : Math.Min(n[0], n[2])),
            "log" => Value.Of(Math.Log(n[0])),
            "log1p" => Value.Of(Operators.Log1p(n[0])),
            "exp" => Value.Of(Math.Exp(n[0])),
            "sqrt" => Value.Of(Math.Sqrt(n[0])),
            "pow" => Value.Of(Math.Pow(n[0], n[1])),
            "lower" => Value.Of(t[0]?.ToLowerInvariant()),
            "upper" => Value.Of(t[0]?.ToUpperInvariant()),
            "length" => arguments[0].AsList is { } all ? Value.Of((double)all.Length) : t[0] is { } text ? Value.Of((double)text.EnumerateRunes().Count()) : Value.Null,
            "contains" => Value.Of(t[0]!.Contains(t[1]!, StringComparison.Ordinal)),
            "startsWith" => Value.Of(t[0]!.StartsWith(t[1]!, StringComparison.Ordinal)),
            "endsWith" => Value.Of(t[0]!.EndsWith(t[1]!, StringComparison.Ordinal)),
            "hours" => Value.Of(n[0] / 3600),
            "days" => Value.Of(n[0] / 86400),
            "minutes" => Value.Of(n[0] / 60),
            "first" => (arguments[0].AsList ?? []).FirstOrDefault(),
            _ => Value.Of(Operators.Hash(t[0])),
        };
    }
}

internal static class NodePaths
{
    public static string ToPath(this Node node) => node is Node.Member member ? $"{member.Target.ToPath()}.{member.Text}" : ((Node.Name)node).Text;
}
