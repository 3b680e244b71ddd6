using FsCheck;
using FsCheck.Fluent;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;

namespace Reco.Storage.Tests.Queries;

/// <summary>Any query that a store may be given, types mixed as no compiler would let through.</summary>
public static class StoreQueryGenerator
{
    private static readonly Gen<Value> Scalar = Gen.OneOf(
        Gen.Elements(QueryWorld.Numbers).Select(Value.Of),
        Gen.Elements(QueryWorld.Texts).Select(t => Value.Of(t)),
        Gen.Elements(true, false).Select(Value.Of),
        Gen.Elements(0.0, 1_709_294_400, 1_709_294_400.25, -0.001).Select(Value.OfTime));

    private static readonly Gen<Value> Any = Gen.Frequency((8, Scalar), (1, Gen.Constant(Value.Null)), (1, Gen.ListOf(Scalar, 2).Select(l => Value.Of([.. l]))));

    private static readonly Gen<StoreOperand> Attribute =
        Gen.Elements((IEnumerable<StoreOperand>)[new StoreOperand.Attribute("id", AttributeType.Text), .. QueryWorld.Declared.Select(a => new StoreOperand.Attribute(a.Path, a.Type))]);

    private static Gen<StoreOperand> Operand(int depth) => depth == 0
        ? Gen.Frequency((3, Attribute), (2, Any.Select(v => (StoreOperand)new StoreOperand.Constant(v))))
        : Gen.Frequency(
            (4, Operand(0)),
            (2, from op in Gen.Elements(Enum.GetValues<ArithmeticOperator>())
                from left in Operand(depth - 1)
                from right in Operand(depth - 1)
                select (StoreOperand)new StoreOperand.Arithmetic(op, left, right)),
            (1, from left in Operand(depth - 1)
                from right in Operand(depth - 1)
                select (StoreOperand)new StoreOperand.Coalesce(left, right)));

    private static Gen<StoreCondition> Condition(int depth) => depth == 0
        ? Gen.Frequency(
            (6, from op in Gen.Elements(Enum.GetValues<ComparisonOperator>())
                from left in Operand(2)
                from right in Operand(2)
                select (StoreCondition)new StoreCondition.Compare(op, left, right)),
            (1, Operand(2).Select(o => (StoreCondition)new StoreCondition.IsNull(o))),
            (1, Operand(1).Select(o => (StoreCondition)new StoreCondition.IsTrue(o))),
            (1, Gen.Elements(true, false).Select(b => (StoreCondition)new StoreCondition.Constant(b))),
            (2, from operand in Operand(1)
                from count in Gen.Choose(0, 5)
                from values in Gen.ListOf(Scalar, count)
                select (StoreCondition)new StoreCondition.In(operand, [.. values])),
            (2, from list in Gen.Elements("tags", "sizes")
                from element in Any
                select (StoreCondition)new StoreCondition.Contains(new StoreOperand.Attribute(list, AttributeType.List), element)))
        : Gen.Frequency(
            (2, Condition(0)),
            (2, from left in Condition(depth - 1) from right in Condition(depth - 1) select (StoreCondition)new StoreCondition.And(left, right)),
            (2, from left in Condition(depth - 1) from right in Condition(depth - 1) select (StoreCondition)new StoreCondition.Or(left, right)),
            (2, Condition(depth - 1).Select(c => (StoreCondition)new StoreCondition.Not(c))));

    private static readonly Gen<StoreOperand?> OrderBy = Gen.OneOf(
        Gen.Constant((StoreOperand?)null),
        Gen.Elements("price", "stock").Select(p => (StoreOperand?)new StoreOperand.Attribute(p, AttributeType.Number)),
        Gen.Elements("name", "brand.name").Select(p => (StoreOperand?)new StoreOperand.Attribute(p, AttributeType.Text)),
        Gen.Constant((StoreOperand?)new StoreOperand.Arithmetic(
            ArithmeticOperator.Subtract, new StoreOperand.Constant(Value.OfTime(0)), new StoreOperand.Attribute("at", AttributeType.Time))));

    public static Gen<StoreQuery> Query { get; } =
        from depth in Gen.Choose(0, 3)
        from condition in Condition(depth)
        from order in OrderBy
        select new StoreQuery(condition, order);
}
