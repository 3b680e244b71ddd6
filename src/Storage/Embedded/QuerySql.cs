using Reco.Domain.Expressions;

namespace Reco.Storage.Embedded;

/// <summary>A value for a parameter of a query; an element of a list is written in another way than the same value in a column (see <see cref="ListCode"/>).</summary>
internal readonly record struct QueryParameter(Value Value, bool IsElement);

/// <summary>A <see cref="StoreQuery"/> as one SELECT with parameters. Texts and names of users never become SQL.</summary>
/// <param name="Sql">The statement, which gives ids.</param>
/// <param name="Parameters">Values of <c>?1</c>, <c>?2</c>, …</param>
internal sealed record QuerySql(string Sql, IReadOnlyList<QueryParameter> Parameters)
{
    /// <summary>Writes a query for the attributes that a catalog declares.</summary>
    public static QuerySql Translate(CatalogLayout layout, StoreQuery query, int take)
    {
        var parameters = new List<QueryParameter>();
        var operands = new OperandSql(layout, parameters);
        var where = new ConditionSql(layout, operands).Holds(query.Where);
        var free = FreesOrder(query) ? "+" : "";
        var order = query.OrderBy is null ? "" : string.Concat(
            operands.Of(query.OrderBy).Where(t => t.Kind is ValueKind.Number or ValueKind.Time or ValueKind.Text).Select(t => $"{free}({t.Sql}) NULLS LAST, "));
        var limit = operands.Parameter(Value.Of((double)Math.Max(0, take)));
        return new QuerySql($"SELECT id FROM {layout.Attributes} WHERE {where} ORDER BY {order}{free}id LIMIT CAST({limit} AS INTEGER)", parameters);
    }

    /// <summary>
    /// Whether SQLite must be kept from walking an index in the order wanted instead of searching. It prefers that to a range (not to an equality), for it
    /// bets that LIMIT is soon reached; a range that few items satisfy would read all of them. A plus sign before the key forbids it.
    /// </summary>
    private static bool FreesOrder(StoreQuery query)
    {
        var conjuncts = Conjuncts(query.Where).ToList();
        var ranges = conjuncts.OfType<StoreCondition.Compare>().Where(c => c.Operator is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual))
            .SelectMany(c => (StoreOperand[])[c.Left, c.Right]).OfType<StoreOperand.Attribute>().ToList();
        return ranges.Count > 0 && !ranges.Contains(query.OrderBy) && !conjuncts.Exists(FindsByEquality);
    }

    private static bool FindsByEquality(StoreCondition condition) => condition switch
    {
        StoreCondition.Compare { Operator: ComparisonOperator.Equal } c => c.Left is StoreOperand.Attribute || c.Right is StoreOperand.Attribute,
        StoreCondition.In { Operand: StoreOperand.Attribute } or StoreCondition.IsTrue { Operand: StoreOperand.Attribute } or StoreCondition.Contains => true,
        _ => false,
    };

    private static IEnumerable<StoreCondition> Conjuncts(StoreCondition condition) =>
        condition is StoreCondition.And both ? Conjuncts(both.Left).Concat(Conjuncts(both.Right)) : [condition];

    /// <summary>The statement with its parameters bound.</summary>
    public Statement Prepare(Session session)
    {
        var statement = session.Prepare(Sql);
        for (var i = 0; i < Parameters.Count; i++)
        {
            var (value, isElement) = Parameters[i];
            if (isElement) ListCode.Bind(statement, i + 1, value);
            else if (value.Kind is ValueKind.Number) statement.Bind(i + 1, value.AsNumber);
            else if (value.Kind is ValueKind.Time) statement.Bind(i + 1, value.AsTime);
            else if (value.Kind is ValueKind.Text) statement.Bind(i + 1, value.AsText);
            else if (value.Kind is ValueKind.Boolean) statement.Bind(i + 1, value.AsBoolean == true ? 1L : 0L);
            else statement.Bind(i + 1, (ReadOnlySpan<byte>)ListCode.Of(value));
        }
        return statement;
    }
}
