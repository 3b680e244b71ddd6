using Reco.Domain.Expressions;

namespace Reco.Storage.Embedded;

/// <summary>
/// Turns the condition of a <see cref="StoreQuery"/> into SQL. The language's conditions are true or false, SQL's may be null; so each is written either as
/// what is true exactly when the condition is (null or false when it is not: a plain comparison, which an index serves), or as what is true exactly when
/// it is not. <c>Not</c> only changes between the two, and SQL's null never reaches a NOT.
/// </summary>
internal sealed class ConditionSql(CatalogLayout layout, OperandSql operands)
{
    private const string Never = "0";
    private const string Always = "1";

    /// <summary>SQL that is true exactly when the condition is.</summary>
    public string Holds(StoreCondition condition) => condition switch
    {
        StoreCondition.Constant constant => constant.Value ? Always : Never,
        StoreCondition.And both => $"({Holds(both.Left)} AND {Holds(both.Right)})",
        StoreCondition.Or either => $"({Holds(either.Left)} OR {Holds(either.Right)})",
        StoreCondition.Not not => Fails(not.Operand),
        StoreCondition.Compare compare => Compare(compare.Operator, operands.Of(compare.Left), operands.Of(compare.Right)),
        StoreCondition.IsNull isNull => IsNull(operands.Of(isNull.Operand)),
        StoreCondition.In among => Any(operands.Of(among.Operand).Select(t => In(t, among.Values))),
        StoreCondition.Contains contains => Contains(contains),
        StoreCondition.IsTrue isTrue => Any(operands.Of(isTrue.Operand).Where(t => t.Kind == ValueKind.Boolean).Select(t => $"{t.Sql} = 1")),
        _ => throw new NotSupportedException(condition.ToString()),
    };

    /// <summary>SQL that is true exactly when the condition is not.</summary>
    private string Fails(StoreCondition condition) => condition switch
    {
        StoreCondition.And both => $"({Fails(both.Left)} OR {Fails(both.Right)})",
        StoreCondition.Or either => $"({Fails(either.Left)} AND {Fails(either.Right)})",
        StoreCondition.Not not => Holds(not.Operand),
        _ => $"({Holds(condition)}) IS NOT TRUE",
    };

    private static string Compare(ComparisonOperator op, IReadOnlyList<Typed> left, IReadOnlyList<Typed> right)
    {
        var equal = from a in left from b in right where a.Kind == b.Kind select (a, b);
        if (op == ComparisonOperator.NotEqual)
        {
            if (left.Count == 1 && right.Count == 1 && left[0].Kind == right[0].Kind) return $"{left[0].Sql} <> {right[0].Sql}";
            return $"({OperandSql.Present(left)} AND {OperandSql.Present(right)} AND ({Any(equal.Select(p => $"{p.a.Sql} = {p.b.Sql}"))}) IS NOT TRUE)";
        }
        if (op == ComparisonOperator.Equal) return Any(equal.Select(p => $"{p.a.Sql} = {p.b.Sql}"));
        // Booleans and lists have no order.
        return Any(equal.Where(p => p.a.Kind is ValueKind.Number or ValueKind.Time or ValueKind.Text).Select(p => $"{p.a.Sql} {Order(op)} {p.b.Sql}"));
    }

    private static string Order(ComparisonOperator op) => op switch
    {
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        _ => ">=",
    };

    private static string IsNull(IReadOnlyList<Typed> operand) => operand.Count == 0 ? Always : "(" + string.Join(" AND ", operand.Select(t => $"{t.Sql} IS NULL")) + ")";

    private string In(Typed operand, IReadOnlyList<Value> values)
    {
        var same = values.Where(v => v.Kind == operand.Kind).Distinct().ToList();
        if (same.Count == 0) return Never;
        // Filled up to a power of two, so that sets of all sizes share few prepared statements.
        while (!System.Numerics.BitOperations.IsPow2(same.Count)) same.Add(same[^1]);
        return $"{operand.Sql} IN ({string.Join(", ", same.Select(operands.Parameter))})";
    }

    private string Contains(StoreCondition.Contains contains)
    {
        var place = layout.PlaceOf(contains.List.Path);
        if (place < 0 || contains.Element.IsNull) return Never;
        return $"id IN (SELECT id FROM {layout.Lists} WHERE attribute = {place} AND value = {operands.Parameter(contains.Element, isElement: true)})";
    }

    private static string Any(IEnumerable<string> parts)
    {
        var all = string.Join(" OR ", parts);
        return all.Length == 0 ? Never : $"({all})";
    }
}
