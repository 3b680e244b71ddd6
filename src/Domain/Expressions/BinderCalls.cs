#pragma warning disable CA1859 // A tree of expressions is built from its base type; which node it happens to be says nothing.

using Reco.Domain.Reading;

namespace Reco.Domain.Expressions;

/// <summary>The part of the binder that resolves functions, lambdas and the methods of <c>user</c>.</summary>
internal sealed partial class Binder
{
    private Bound BindFunction(Node.Call call)
    {
        if (Functions.Quantifiers.TryGetValue(call.Text, out var quantifier) && (!Functions.All.ContainsKey(call.Text) || call.Arguments is [_, Node.Lambda]))
        {
            return BindQuantifier(call, quantifier);
        }
        if (!Functions.All.TryGetValue(call.Text, out var function)) return Unknown(call.Column, "function", call.Text, Functions.Names);
        if (!CountArguments(call, function.Takes.Length, function.Many)) return new Bound.Faulty();
        var arguments = call.Arguments.Select((a, i) => Bind(a, function.Takes[Math.Min(i, function.Takes.Length - 1)])).ToList();
        if (call.Text == "length" && arguments[0].Type is not (StaticType.Text or StaticType.List or StaticType.Dynamic or StaticType.Null))
        {
            return Fault(call.Arguments[0].Start, $"expected a text or a list, not {arguments[0].Type.Words()}");
        }
        return new Bound.Call(function, arguments);
    }

    private Bound BindQuantifier(Node.Call call, Quantifier quantifier)
    {
        if (!CountArguments(call, 2)) return new Bound.Faulty();
        var list = Bind(call.Arguments[0], StaticType.List);
        if (call.Arguments[1] is not Node.Lambda lambda) return Fault(call.Arguments[1].Start, "expected a lambda", $"Write {call.Text}(list, x => …).");
        if (elements.Count == LambdaDepth) return Fault(lambda.Column, $"lambdas nest deeper than {LambdaDepth}");
        if (elements.Contains(lambda.Parameter) || Names.Roots.Contains(lambda.Parameter) || world.Lets.All.Contains(lambda.Parameter))
        {
            return Fault(lambda.Column, $"\"{JsonPlace.Shorten(lambda.Parameter)}\" already has a meaning", "Name the parameter otherwise.");
        }
        elements.Add(lambda.Parameter);
        var body = Bind(lambda.Body, quantifier.Takes);
        elements.RemoveAt(elements.Count - 1);
        return new Bound.Quantify(quantifier, list, elements.Count, body);
    }

    private Bound BindMethod(Node.Call call)
    {
        if (call.Target is not Node.Name { Text: "user" }) return Fault(call.Column, $"unknown method \"{JsonPlace.Shorten(call.Text)}\"", "Only user has methods.");
        if (!Names.OfUser.Contains(call.Text)) return Unknown(call.Column, "method of user", call.Text, Names.OfUser);
        if (!CountArguments(call, 2)) return new Bound.Faulty();
        var (first, second) = (call.Arguments[0], call.Arguments[1]);
        switch (call.Text)
        {
            case "last":
                var (ofLast, count) = (TypeOf(first), Constant(second));
                if (ofLast is null || count is null) return new Bound.Faulty();
                var most = world.Limits.History;
                return count.Value.AsNumber is var n && n >= 1 && n <= most && n == Math.Floor(n)
                    ? new Bound.Last(ofLast, (int)n)
                    : Fault(second.Start, $"expected a whole number from 1 to {most}");
            case "did":
                var (ofDid, doneTo) = (TypeOf(first), Bind(second, StaticType.Text));
                return ofDid is null ? new Bound.Faulty() : new Bound.Did(ofDid, doneTo);
            case "count":
                var (ofCount, countedFor) = (TypeOf(first), Within(second));
                return ofCount is null || countedFor is null ? new Bound.Faulty() : new Bound.Counted(ofCount, countedFor.Value);
            default:
                var (seen, seenFor) = (Bind(first, StaticType.Text), Within(second));
                return seenFor is null ? new Bound.Faulty() : new Bound.Impressions(seen, seenFor.Value);
        }
    }

    /// <summary>An interaction type, known when the rule is published.</summary>
    private string? TypeOf(Node node)
    {
        if (Constant(node) is not { } constant) return null;
        if (constant.AsText is not { } type)
        {
            Fault(node.Start, "expected an interaction type, such as 'view'");
            return null;
        }
        if (world.Types is null || world.Types.Knows(type)) return type;
        Unknown(node.Start, "interaction type", type, world.Types.Names);
        return null;
    }

    private long? Within(Node node)
    {
        if (Constant(node) is not { } constant) return null;
        var within = Durations.Read(constant);
        if (within is null) Fault(node.Start, "expected a duration such as '3d', '12h', '30m', '45s' or a number of seconds");
        return within;
    }

    private Value? Constant(Node node)
    {
        switch (Bind(node))
        {
            case Bound.Constant constant: return constant.Value;
            case Bound.Faulty: return null;
            default:
                Fault(node.Start, "expected a constant: a literal or one of params");
                return null;
        }
    }

    private bool CountArguments(Node.Call call, int count, bool orMore = false)
    {
        if (call.Arguments.Count == count || (orMore && call.Arguments.Count > count)) return true;
        Fault(call.Column, $"\"{call.Text}\" takes {count} {(count == 1 ? "argument" : "arguments")}{(orMore ? " or more" : "")}, not {call.Arguments.Count}");
        foreach (var argument in call.Arguments.Where(a => a is not Node.Lambda)) Bind(argument);
        return false;
    }
}
