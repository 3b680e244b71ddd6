#pragma warning disable CA1859 // A tree of expressions is built from its base type; which node it happens to be says nothing.

using Reco.Domain.Reading;

namespace Reco.Domain.Expressions;

/// <summary>
/// Gives a <see cref="Node"/> its meaning: resolves names, checks types, converts constants. Reports every fault of the text, then stands
/// <see cref="Bound.Faulty"/> in its place so that one mistake is told once. One binder per text.
/// </summary>
internal sealed partial class Binder(World world, Scope scope, string path, List<Fault> faults)
{
    private const int LambdaDepth = 2;

    private readonly List<string> elements = [];
    private readonly HashSet<Let> uses = [];

    /// <summary>Parses and binds a text.</summary>
    public (Bound Value, int Size, IReadOnlySet<Let> Uses) Read(string text)
    {
        var (tree, problem, column) = Grammar.Parse(text, world.Limits);
        if (tree is null) return (problem is null || column == 0 ? FaultHere(problem!) : Fault(column, problem), 1, uses);
        var most = world.Limits.ExpressionNodes;
        if (tree.Size > most) return (FaultHere($"the expression has {tree.Size} parts, more than {most}"), tree.Size, uses);
        var value = Bind(tree);
        var size = tree.Size + uses.Sum(l => l.Size);
        return size > most ? (FaultHere($"the expression has {size} parts with its let names, more than {most}"), tree.Size, uses) : (value, tree.Size, uses);
    }

    /// <summary>Parses and binds a text whose value must have a type.</summary>
    public Bound Read(string text, StaticType wanted)
    {
        var value = Read(text).Value;
        return StaticTypes.Fits(value.Type, wanted) ? value : FaultHere($"expected {wanted.Words()}, not {value.Type.Words()}");
    }

    private Bound.Faulty FaultHere(string problem)
    {
        faults.Add(new(path, problem));
        return new();
    }

    private Bound.Faulty Fault(int column, string problem, string fix = "")
    {
        faults.Add(new(path, $"column {column}: {problem}", fix));
        return new();
    }

    private Bound Bind(Node node) => node switch
    {
        Node.Literal literal => new Bound.Constant(literal.Value),
        Node.ListOf list => new Bound.ListOf([.. list.Items.Select(Bind)]),
        Node.Name name => BindName(name),
        Node.Member member => BindMember(member),
        Node.Call { Target: null } call => BindFunction(call),
        Node.Call call => BindMethod(call),
        Node.Lambda lambda => Fault(lambda.Column, "a lambda stands only behind the list of any, all, count, sum, min or max"),
        Node.Prefix { Operator: "!" } not => new Bound.Not(Bind(not.Operand, StaticType.Boolean)),
        Node.Prefix negate => BindNegate(negate),
        Node.Infix infix => BindInfix(infix),
        Node.Conditional choice => new Bound.Conditional(Bind(choice.Test, StaticType.Boolean), Bind(choice.Then), Bind(choice.Otherwise)),
        _ => throw new InvalidOperationException($"The grammar has no {node.GetType().Name}."),
    };

    private Bound Bind(Node node, StaticType wanted)
    {
        var value = Bind(node);
        return StaticTypes.Fits(value.Type, wanted) ? value : Fault(node.Start, $"expected {wanted.Words()}, not {value.Type.Words()}");
    }

    private Bound BindNegate(Node.Prefix negate)
    {
        var operand = Bind(negate.Operand);
        if (operand is Bound.Constant { Type: StaticType.Number } number) return new Bound.Constant(Value.Of(-number.Value.AsNumber));
        return operand.Type == StaticType.Time || StaticTypes.Fits(operand.Type, StaticType.Number)
            ? new Bound.Negate(operand)
            : Fault(negate.Column, $"expected a number, not {operand.Type.Words()}");
    }

    private Bound BindInfix(Node.Infix infix) => infix.Operator switch
    {
        "&&" or "||" => new Bound.Logic(infix.Operator == "&&", Bind(infix.Left, StaticType.Boolean), Bind(infix.Right, StaticType.Boolean)),
        "??" => new Bound.Coalesce(Bind(infix.Left), Bind(infix.Right)),
        "in" => BindIn(infix),
        "==" or "!=" or "<" or "<=" or ">" or ">=" => BindComparison(infix),
        _ => BindArithmetic(infix),
    };

    private Bound BindIn(Node.Infix infix)
    {
        var item = Bind(infix.Left);
        var list = Bind(infix.Right, StaticType.List);
        if (item.Type == StaticType.List) return Fault(infix.Column, "a list is not an element of a list");
        if (item.Type != StaticType.Time || list is not Bound.ListOf literal) return new Bound.In(item, list);
        return new Bound.In(item, new Bound.ListOf([.. literal.Items.Select((element, i) => TimeOf(element, ((Node.ListOf)infix.Right).Items[i].Start))]));
    }

    private Bound BindComparison(Node.Infix infix)
    {
        var (left, right) = (Bind(infix.Left), Bind(infix.Right));
        if (infix.Operator is "==" or "!=" && (IsNullLiteral(infix.Left) || IsNullLiteral(infix.Right)))
        {
            Bound test = new Bound.IsNull(IsNullLiteral(infix.Left) ? right : left);
            return infix.Operator == "==" ? test : new Bound.Not(test);
        }
        if (left.Type == StaticType.Time) right = TimeOf(right, infix.Right.Start);
        if (right.Type == StaticType.Time) left = TimeOf(left, infix.Left.Start);
        if (left.Type == StaticType.List || right.Type == StaticType.List) return Fault(infix.Column, "a list is not compared", "Use in, any or all.");
        if (!StaticTypes.Fits(left.Type, right.Type) && !StaticTypes.Fits(right.Type, left.Type))
        {
            return Fault(infix.Column, $"{left.Type.Words()} is not compared with {right.Type.Words()}");
        }
        var comparison = infix.Operator switch
        {
            "==" => ComparisonOperator.Equal,
            "!=" => ComparisonOperator.NotEqual,
            "<" => ComparisonOperator.Less,
            "<=" => ComparisonOperator.LessOrEqual,
            ">" => ComparisonOperator.Greater,
            _ => ComparisonOperator.GreaterOrEqual,
        };
        return comparison > ComparisonOperator.NotEqual && (left.Type == StaticType.Boolean || right.Type == StaticType.Boolean)
            ? Fault(infix.Column, "booleans have no order")
            : new Bound.Compare(comparison, left, right);
    }

    /// <summary>A constant text beside a time is a time.</summary>
    private Bound TimeOf(Bound value, int column)
    {
        if (value is not Bound.Constant { Value.AsText: { } text }) return value;
        var time = Value.ParseTime(text);
        return double.IsNaN(time) ? Fault(column, $"'{JsonPlace.Shorten(text)}' is not a time", "Write it as ISO 8601: '2026-01-31T12:00:00Z'.") : new Bound.Constant(Value.OfTime(time));
    }

    private Bound BindArithmetic(Node.Infix infix)
    {
        var (left, right) = (Bind(infix.Left), Bind(infix.Right));
        var type = infix.Operator switch
        {
            "+" => Sum(left.Type, right.Type),
            "-" => Difference(left.Type, right.Type),
            _ => StaticTypes.Fits(left.Type, StaticType.Number) && StaticTypes.Fits(right.Type, StaticType.Number) ? StaticType.Number : null,
        };
        return type is { } known
            ? new Bound.Arithmetic(OperatorOf(infix.Operator), left, right, known)
            : Fault(infix.Column, $"no \"{infix.Operator}\" of {left.Type.Words()} and {right.Type.Words()}");
    }

    private static ArithmeticOperator OperatorOf(string text) => text switch
    {
        "+" => ArithmeticOperator.Add,
        "-" => ArithmeticOperator.Subtract,
        "*" => ArithmeticOperator.Multiply,
        "/" => ArithmeticOperator.Divide,
        _ => ArithmeticOperator.Remainder,
    };

    private static StaticType? Sum(StaticType left, StaticType right)
    {
        if (!Quantity(left) || !Quantity(right) || (left, right) == (StaticType.Time, StaticType.Time)) return null;
        if (left == StaticType.Time || right == StaticType.Time) return StaticType.Time;
        return left == StaticType.Dynamic || right == StaticType.Dynamic ? StaticType.Dynamic : StaticType.Number;
    }

    private static StaticType? Difference(StaticType left, StaticType right)
    {
        if (!Quantity(left) || !Quantity(right) || (left, right) == (StaticType.Number, StaticType.Time)) return null;
        if (right == StaticType.Time || left == StaticType.Number) return StaticType.Number;
        if (left == StaticType.Time) return right == StaticType.Dynamic ? StaticType.Dynamic : StaticType.Time;
        return left == StaticType.Dynamic ? StaticType.Dynamic : StaticType.Number;
    }

    private static bool Quantity(StaticType type) => type is StaticType.Number or StaticType.Time or StaticType.Dynamic or StaticType.Null;

    private static bool IsNullLiteral(Node node) => node is Node.Literal { Value.IsNull: true };
}
