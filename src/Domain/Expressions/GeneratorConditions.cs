using System.Linq.Expressions;
using Reco.Domain.Catalogs;
using static System.Linq.Expressions.Expression;

#pragma warning disable CA1859 // A tree of expressions is built from its base type; which node it happens to be says nothing.

namespace Reco.Domain.Expressions;

/// <summary>The part of the generator that makes conditions: code of type bool, in which null is false.</summary>
internal sealed partial class Generator
{
    /// <summary>Whether the value is true; null is not.</summary>
    public Expression Test(Bound bound)
    {
        if (Held(bound)) return HoldPart(once => once.Test(bound));
        return bound switch
        {
            { Type: not (StaticType.Boolean or StaticType.Dynamic) } => Constant(false),
            Bound.Constant constant => Constant(constant.Value.AsBoolean == true),
            Bound.Not not => Not(Test(not.Operand)),
            Bound.Logic { And: true } both => AndAlso(Test(both.Left), Test(both.Right)),
            Bound.Logic either => OrElse(Test(either.Left), Test(either.Right)),
            Bound.IsNull absent => Absent(absent.Operand),
            Bound.Compare comparison => Compare(comparison),
            Bound.In membership => In(membership),
            Bound.Conditional choice => Condition(Test(choice.Test), Test(choice.Then), Test(choice.Otherwise)),
            Bound.Did { Item: Bound.ItemId { OfSeed: false } } did => Static(nameof(RequestParts.Did),
                evaluation, slots.View(nameof(RequestParts.DidItems), did.Interaction), Number(ofSeed: false)),
            Bound.Did did => Static(nameof(RequestParts.Did), evaluation, Constant(did.Interaction), NumberOrId(did.Item)),
            Bound.Call { Type: StaticType.Boolean } call => FunctionCall(call),
            Bound.Quantify { Type: StaticType.Boolean } quantify => Quantify(quantify),
            { Type: StaticType.Dynamic } => Operator(nameof(Operators.IsTrue), Emit(bound)),
            _ => Equal(Emit(bound), Constant((byte)2)),
        };
    }

    private Expression Absent(Bound operand) => operand switch
    {
        { Type: StaticType.Null } => Constant(true),
        Bound.ItemId { OfSeed: false } => Constant(false),
        Bound.Attribute { Type: StaticType.Text } text => Equal(Cell(text), Constant(0)),
        _ => IsNull(Emit(operand), operand.Type),
    };

    private Expression Compare(Bound.Compare comparison)
    {
        var (left, right, op) = (comparison.Left, comparison.Right, comparison.Operator);
        if (left.Type == StaticType.Null || right.Type == StaticType.Null) return Constant(false);
        var equality = op is ComparisonOperator.Equal or ComparisonOperator.NotEqual;
        if (left.Type == StaticType.Dynamic || right.Type == StaticType.Dynamic)
        {
            return Compare(op, As(left, StaticType.Dynamic), As(right, StaticType.Dynamic));
        }
        if (left.Type is StaticType.Number or StaticType.Time && op != ComparisonOperator.NotEqual) return Ordered(op, Emit(left), Emit(right));
        if (left.Type == StaticType.Text && equality && candidate is not null)
        {
            if ((Numbered(left) ?? Numbered(right)) is not null && Numbered(left, right) is { } byNumber) return Equality(op, byNumber.Left, byNumber.Right);
            if (Coded(left, right) is { } byCode) return Equality(op, byCode.Left, byCode.Right);
        }
        return Compare(op, Emit(left), Emit(right));
    }

    private static Expression Compare(ComparisonOperator op, Expression left, Expression right) => op switch
    {
        ComparisonOperator.Equal => Operator(nameof(Operators.Same), left, right),
        ComparisonOperator.NotEqual => Operator(nameof(Operators.Different), left, right),
        _ => Ordered(op, Operator(nameof(Operators.Order), left, right), Constant(0.0)),
    };

    private static Expression Ordered(ComparisonOperator op, Expression left, Expression right) => op switch
    {
        ComparisonOperator.Equal => Equal(left, right),
        ComparisonOperator.Less => LessThan(left, right),
        ComparisonOperator.LessOrEqual => LessThanOrEqual(left, right),
        ComparisonOperator.Greater => GreaterThan(left, right),
        _ => GreaterThanOrEqual(left, right),
    };

    /// <summary>A text as an int that only equal texts share, and whether it is no null (null: it never is one).</summary>
    private readonly record struct Coding(Expression Code, Expression? Present);

    private static Expression Equality(ComparisonOperator op, Coding left, Coding right)
    {
        // Codes of null and of unknown texts equal nothing else, but may equal each other.
        if (op == ComparisonOperator.Equal)
        {
            var same = Equal(left.Code, right.Code);
            return left.Present is null || right.Present is null ? same : AndAlso(same, left.Present);
        }
        Expression different = NotEqual(left.Code, right.Code);
        if (right.Present is not null) different = AndAlso(right.Present, different);
        return left.Present is not null ? AndAlso(left.Present, different) : different;
    }

    private static Bound.ItemId? Numbered(Bound bound) => bound as Bound.ItemId is { OfSeed: false } own ? own : null;

    /// <summary>Both sides as item numbers, when one is the candidate's id and the other is known before.</summary>
    private (Coding Left, Coding Right)? Numbered(Bound left, Bound right)
    {
        var other = Numbered(left) is null ? left : right;
        var own = new Coding(Number(false), null);
        if (Numbered(other) is not null) return (own, own);
        if (!other.OncePerRequest) return null;
        return (own, other is Bound.ItemId
            ? new(Number(true), GreaterThanOrEqual(Number(true), Constant(0)))
            : new(HoldPart(once => Static(nameof(RequestParts.Number), evaluation, once.As(other, StaticType.Text))), NotEqual(Emit(other), Constant(null, typeof(string)))));
    }

    /// <summary>Both sides as codes, when each is a column or known before.</summary>
    private (Coding Left, Coding Right)? Coded(Bound left, Bound right) =>
        (left is Bound.Attribute || right is Bound.Attribute) && Coded(left) is { } a && Coded(right) is { } b ? (a, b) : null;

    private Coding? Coded(Bound bound)
    {
        switch (bound)
        {
            case Bound.Constant { Value.AsText: { } text }:
                return new(Constant(catalog.Codes.Intern(text)), null);
            case Bound.Attribute attribute:
                var cell = attribute.OfSeed ? HoldPart(once => once.Cell(attribute)) : Cell(attribute);
                return new(cell, NotEqual(cell, Constant(0)));
            case { OncePerRequest: true }:
                var held = HoldPart(once => once.Emit(bound));
                return new(slots.Hold(Call(Property(Items, nameof(CatalogSnapshot.Codes)), nameof(TextCodes.Find), null, held)), NotEqual(held, Constant(null, typeof(string))));
            default:
                return null;
        }
    }

    private Expression In(Bound.In membership)
    {
        var (item, list) = (membership.Item, membership.List);
        if (item.Type == StaticType.Null || list.Type == StaticType.Null) return Constant(false);
        if (list.OncePerRequest && (candidate is not null || loops > 0)) return InSet(item, list);
        if (list is Bound.ListOf literal)
        {
            var value = Temporary(As(item, StaticType.Dynamic), out var assign);
            return Block(assign, literal.Items.Select(i => (Expression)Operator(nameof(Operators.Same), value, As(i, StaticType.Dynamic)))
                .Aggregate((Expression)Constant(false), OrElse));
        }
        return Operator(nameof(Operators.In), As(item, StaticType.Dynamic), As(list, StaticType.List));
    }

    private Expression InSet(Bound item, Bound list) => item switch
    {
        Bound.ItemId { OfSeed: false } => Has(list is Bound.Last last
            ? HoldPart(_ => Static(nameof(RequestParts.LastNumbers), evaluation, Constant(last.Interaction), Constant(last.Count)))
            : HoldPart(once => Static(typeof(Sets), nameof(Sets.Items), evaluation, once.As(list, StaticType.List))), Number(false)),
        Bound.Attribute { Type: StaticType.Text, OfSeed: false } text =>
            Has(HoldPart(once => Static(typeof(Sets), nameof(Sets.Codes), Items, once.As(list, StaticType.List))), Cell(text)),
        { Type: StaticType.Number } => Has(HoldPart(once => Static(typeof(Sets), nameof(Sets.Numbers), once.As(list, StaticType.List))), Emit(item)),
        { Type: StaticType.Time } => Has(HoldPart(once => Static(typeof(Sets), nameof(Sets.Times), once.As(list, StaticType.List))), Emit(item)),
        _ => Operator(nameof(Operators.In), As(item, StaticType.Dynamic), HoldPart(once => once.As(list, StaticType.List))),
    };

    private static Expression Has(Expression set, Expression item) => Static(typeof(Sets), nameof(Sets.Has), set, item);
}
