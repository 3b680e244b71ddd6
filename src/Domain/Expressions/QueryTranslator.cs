using Reco.Domain.Catalogs;

namespace Reco.Domain.Expressions;

/// <summary>
/// Translates the condition of a <c>query</c> into what a store can evaluate: declared attributes and <c>id</c> against values that are computed when the
/// query runs. What has no translation gives null, and the process checks it.
/// </summary>
/// <param name="compile">Compiles a part that is the same for all items.</param>
internal sealed class QueryTranslator(Func<Bound, Func<Evaluation, Value>> compile)
{
    // What a store gets to see at most: let values are written out at each use, the test of a choice twice. Beyond this the condition is left to the process.
    private int budget = 1_000;

    // How often the part that is being translated stands in the condition.
    private int copies = 1;

    /// <summary>The parts that must all hold, <c>let</c> names seen through.</summary>
    public IReadOnlyList<Bound> Conjuncts(Bound condition)
    {
        var parts = new List<Bound>();
        Split(condition, parts);
        return parts;
    }

    private void Split(Bound condition, List<Bound> parts)
    {
        condition = SeeThrough(condition);
        if (condition is Bound.Logic { And: true } both && --budget > 0)
        {
            Split(both.Left, parts);
            Split(both.Right, parts);
        }
        else
        {
            parts.Add(condition);
        }
    }

    /// <summary>Whether a conjunct compares a declared attribute with a value of the request, so that an index finds the items.</summary>
    public static bool Indexed(Bound conjunct) => conjunct switch
    {
        Bound.Compare { Operator: not ComparisonOperator.NotEqual } c => (Declared(c.Left) && c.Right.OncePerRequest) || (Declared(c.Right) && c.Left.OncePerRequest),
        Bound.In membership => Declared(membership.Item) && membership.List.OncePerRequest,
        _ => false,
    };

    private static bool Declared(Bound bound) => SeeThrough(bound) is Bound.ItemId { OfSeed: false } or Bound.Attribute { OfSeed: false, Place.Type: not AttributeType.Dynamic };

    private static Bound SeeThrough(Bound bound)
    {
        while (bound is Bound.Use use) bound = use.Let.Value;
        return bound;
    }

    /// <summary>The condition for a store; null when it has none.</summary>
    public Func<Evaluation, StoreCondition>? Condition(Bound bound)
    {
        if ((budget -= copies) < 0) return null;
        if (bound.OncePerRequest) return compile(bound) is var value ? e => new StoreCondition.Constant(value(e).AsBoolean == true) : null;
        switch (bound)
        {
            case Bound.Use use: return Condition(use.Let.Value);
            case Bound.Not not: return Condition(not.Operand) is { } operand ? e => new StoreCondition.Not(operand(e)) : null;
            case Bound.Logic logic:
                if (Condition(logic.Left) is not { } left || Condition(logic.Right) is not { } right) return null;
                return logic.And ? e => new StoreCondition.And(left(e), right(e)) : e => new StoreCondition.Or(left(e), right(e));
            case Bound.IsNull absent: return Operand(absent.Operand) is { } maybe ? e => new StoreCondition.IsNull(maybe(e)) : null;
            case Bound.Compare comparison: return Compare(comparison);
            case Bound.In membership: return In(membership);
            case Bound.Conditional { Type: StaticType.Boolean } choice:
                copies *= 2;
                var tested = Condition(choice.Test);
                copies /= 2;
                if (tested is not { } test || Condition(choice.Then) is not { } then || Condition(choice.Otherwise) is not { } otherwise) return null;
                return e => new StoreCondition.Or(new StoreCondition.And(test(e), then(e)), new StoreCondition.And(new StoreCondition.Not(test(e)), otherwise(e)));
            case Bound.Attribute { Type: StaticType.Boolean } or Bound.Coalesce { Type: StaticType.Boolean }:
                return Operand(bound) is { } flag ? e => new StoreCondition.IsTrue(flag(e)) : null;
            default: return null;
        }
    }

    /// <summary>The value for a store; null when it has none.</summary>
    public Func<Evaluation, StoreOperand>? Operand(Bound bound)
    {
        if ((budget -= copies) < 0) return null;
        if (bound.OncePerRequest) return compile(bound) is var value ? e => new StoreOperand.Constant(value(e)) : null;
        switch (bound)
        {
            case Bound.Use use: return Operand(use.Let.Value);
            case Bound.ItemId:
                var id = new StoreOperand.Attribute("id", AttributeType.Text);
                return _ => id;
            case Bound.Attribute { Place.Type: not AttributeType.Dynamic } attribute:
                var declared = new StoreOperand.Attribute(attribute.Path, attribute.Place.Type);
                return _ => declared;
            case Bound.Negate negate:
                var zero = new StoreOperand.Constant(negate.Operand.Type == StaticType.Time ? Value.OfTime(0) : Value.Of(0.0));
                return Operand(negate.Operand) is { } operand ? e => Arithmetic(ArithmeticOperator.Subtract, zero, operand(e)) : null;
            case Bound.Arithmetic arithmetic:
                if (Operand(arithmetic.Left) is not { } left || Operand(arithmetic.Right) is not { } right) return null;
                return e => Arithmetic(arithmetic.Operator, left(e), right(e));
            case Bound.Call { Function.Name: "days" or "hours" or "minutes" } call:
                var unit = new StoreOperand.Constant(Value.Of(call.Function.Name switch { "days" => 86_400.0, "hours" => 3_600.0, _ => 60.0 }));
                return Operand(call.Arguments[0]) is { } seconds ? e => Arithmetic(ArithmeticOperator.Divide, seconds(e), unit) : null;
            case Bound.Coalesce { Type: StaticType.Number or StaticType.Text or StaticType.Time or StaticType.Boolean } coalesce:
                if (Operand(coalesce.Left) is not { } first || Operand(coalesce.Right) is not { } second) return null;
                return e => new StoreOperand.Coalesce(first(e), second(e));
            default: return null;
        }
    }

    private Func<Evaluation, StoreCondition>? Compare(Bound.Compare comparison)
    {
        if (Operand(comparison.Left) is not { } left || Operand(comparison.Right) is not { } right) return null;
        return e => left(e) is var a && right(e) is var b && (AlwaysNull(a) || AlwaysNull(b))
            ? new StoreCondition.Constant(false)
            : new StoreCondition.Compare(comparison.Operator, a, b);
    }

    private Func<Evaluation, StoreCondition>? In(Bound.In membership)
    {
        if (membership.List.OncePerRequest && membership.Item.Type != StaticType.Dynamic && Operand(membership.Item) is { } item)
        {
            var values = compile(membership.List);
            return e => new StoreCondition.In(item(e), [.. (values(e).AsList ?? []).Where(v => !v.IsNull)]);
        }
        if (!membership.Item.OncePerRequest || SeeThrough(membership.List) is not Bound.Attribute { OfSeed: false, Place.Type: AttributeType.List } list) return null;
        var (element, attribute) = (compile(membership.Item), new StoreOperand.Attribute(list.Path, AttributeType.List));
        return e => element(e) is { IsNull: false } value ? new StoreCondition.Contains(attribute, value) : new StoreCondition.Constant(false);
    }

    private static bool AlwaysNull(StoreOperand operand) => operand is StoreOperand.Constant { Value.IsNull: true };

    /// <summary>A value of the request may turn out to be of a type that has no arithmetic: then the result is null, as in the process.</summary>
    private static StoreOperand Arithmetic(ArithmeticOperator op, StoreOperand left, StoreOperand right) =>
        KindOf(op, KindOf(left), KindOf(right)) == ValueKind.Null ? new StoreOperand.Constant(Value.Null) : new StoreOperand.Arithmetic(op, left, right);

    private static ValueKind KindOf(StoreOperand operand) => operand switch
    {
        StoreOperand.Attribute { Type: AttributeType.Number } => ValueKind.Number,
        StoreOperand.Attribute { Type: AttributeType.Time } => ValueKind.Time,
        StoreOperand.Constant constant => constant.Value.Kind,
        StoreOperand.Arithmetic arithmetic => KindOf(arithmetic.Operator, KindOf(arithmetic.Left), KindOf(arithmetic.Right)),
        StoreOperand.Coalesce coalesce => KindOf(coalesce.Left) is var left and not ValueKind.Null ? left : KindOf(coalesce.Right),
        _ => ValueKind.Null,
    };

    private static ValueKind KindOf(ArithmeticOperator op, ValueKind left, ValueKind right) => (op, left, right) switch
    {
        (_, ValueKind.Number, ValueKind.Number) => ValueKind.Number,
        (ArithmeticOperator.Add or ArithmeticOperator.Subtract, ValueKind.Time, ValueKind.Number) => ValueKind.Time,
        (ArithmeticOperator.Add, ValueKind.Number, ValueKind.Time) => ValueKind.Time,
        (ArithmeticOperator.Subtract, ValueKind.Time, ValueKind.Time) => ValueKind.Number,
        _ => ValueKind.Null,
    };
}
