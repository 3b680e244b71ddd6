using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;

namespace Reco.Storage.Embedded;

/// <summary>One way in which a value may be there: as SQL of one kind, null when it is not there in that kind.</summary>
internal readonly record struct Typed(ValueKind Kind, string Sql);

/// <summary>
/// Turns the operands of a <see cref="StoreQuery"/> into SQL. An operand is a list of <see cref="Typed"/> alternatives of different kinds, of which at most
/// one is not null for an item: nearly always there is one; a <c>??</c> of different types has two; the constant null has none.
/// </summary>
/// <param name="layout">Where attributes are.</param>
/// <param name="parameters">Constants are added here; SQL names them <c>?1</c>, <c>?2</c>, …</param>
internal sealed class OperandSql(CatalogLayout layout, List<QueryParameter> parameters)
{
    /// <summary>SQL may not grow beyond this: only a chain of <c>??</c> over different types could.</summary>
    private const int MaxSql = 256 * 1024;

    /// <summary>The alternatives of an operand.</summary>
    public IReadOnlyList<Typed> Of(StoreOperand operand) => operand switch
    {
        StoreOperand.Attribute attribute => Attribute(attribute),
        StoreOperand.Constant { Value.IsNull: true } => [],
        StoreOperand.Constant constant => [new Typed(constant.Value.Kind, Parameter(constant.Value))],
        StoreOperand.Arithmetic arithmetic => Arithmetic(arithmetic.Operator, Of(arithmetic.Left), Of(arithmetic.Right)),
        StoreOperand.Coalesce coalesce => Coalesce(Of(coalesce.Left), Of(coalesce.Right)),
        _ => throw new NotSupportedException(operand.ToString()),
    };

    /// <summary>A new parameter with this value.</summary>
    public string Parameter(Value value) => Parameter(value, isElement: false);

    /// <summary>A new parameter with this value, as columns (or elements of lists) keep it.</summary>
    public string Parameter(Value value, bool isElement)
    {
        parameters.Add(new QueryParameter(value, isElement));
        return $"?{parameters.Count}";
    }

    /// <summary>True exactly when the operand is not null; null or false otherwise.</summary>
    public static string Present(IReadOnlyList<Typed> operand) => operand.Count == 0 ? "0" : "(" + string.Join(" OR ", operand.Select(t => $"{t.Sql} IS NOT NULL")) + ")";

    private Typed[] Attribute(StoreOperand.Attribute attribute)
    {
        if (attribute.Path == "id") return [new Typed(ValueKind.Text, "id")];
        var place = layout.PlaceOf(attribute.Path);
        if (place < 0) throw new InvalidOperationException($"The store has no index for the attribute \"{attribute.Path}\": the catalog does not declare it.");
        return [new Typed(KindOf(layout.Columns[place].Type), $"a{place}")];
    }

    private static ValueKind KindOf(AttributeType type) => type switch
    {
        AttributeType.Number => ValueKind.Number,
        AttributeType.Time => ValueKind.Time,
        AttributeType.Text => ValueKind.Text,
        AttributeType.Boolean => ValueKind.Boolean,
        _ => ValueKind.List,
    };

    private static IReadOnlyList<Typed> Arithmetic(ArithmeticOperator op, IReadOnlyList<Typed> left, IReadOnlyList<Typed> right)
    {
        IReadOnlyList<Typed> result = [];
        foreach (var a in left)
        {
            foreach (var b in right)
            {
                if (ResultOf(op, a.Kind, b.Kind) is { } kind) result = Merge(result, new Typed(kind, Finite(Operation(op, a.Sql, b.Sql))));
            }
        }
        return result;
    }

    /// <summary>The kind of a result; null for operands that have no such arithmetic, as in the language.</summary>
    private static ValueKind? ResultOf(ArithmeticOperator op, ValueKind left, ValueKind right) => (op, left, right) switch
    {
        (_, ValueKind.Number, ValueKind.Number) => ValueKind.Number,
        (ArithmeticOperator.Add or ArithmeticOperator.Subtract, ValueKind.Time, ValueKind.Number) => ValueKind.Time,
        (ArithmeticOperator.Add, ValueKind.Number, ValueKind.Time) => ValueKind.Time,
        (ArithmeticOperator.Subtract, ValueKind.Time, ValueKind.Time) => ValueKind.Number,
        _ => null,
    };

    /// <summary>SQL's own % works on integers; its division by zero is null, which is right here.</summary>
    private static string Operation(ArithmeticOperator op, string a, string b) => op switch
    {
        ArithmeticOperator.Add => $"{a} + {b}",
        ArithmeticOperator.Subtract => $"{a} - {b}",
        ArithmeticOperator.Multiply => $"{a} * {b}",
        ArithmeticOperator.Divide => $"{a} / {b}",
        _ => $"mod({a}, {b})",
    };

    /// <summary>Null for an infinite number; SQLite makes NaN null by itself. The literals are beyond any double, so they are infinite.</summary>
    private static string Finite(string sql) => $"nullif(nullif({sql}, 9e999), -9e999)";

    private static IReadOnlyList<Typed> Coalesce(IReadOnlyList<Typed> left, IReadOnlyList<Typed> right)
    {
        if (left.Count == 0) return right;
        if (right.Count == 0) return left;
        if (left.Count == 1 && right.Count == 1 && left[0].Kind == right[0].Kind) return [left[0] with { Sql = $"coalesce({left[0].Sql}, {right[0].Sql})" }];
        var result = left;
        foreach (var b in right) result = Merge(result, b with { Sql = $"CASE WHEN {Present(left)} THEN NULL ELSE {b.Sql} END" });
        return result;
    }

    /// <summary>Adds an alternative; two of one kind become one.</summary>
    private static Typed[] Merge(IReadOnlyList<Typed> alternatives, Typed added)
    {
        if (added.Sql.Length > MaxSql) throw new InvalidOperationException("The query is too large for the store: simplify its use of ?? over values of different types.");
        var same = alternatives.FirstOrDefault(t => t.Kind == added.Kind);
        return same.Sql is null ? [.. alternatives, added] : [.. alternatives.Where(t => t.Kind != added.Kind), added with { Sql = $"coalesce({same.Sql}, {added.Sql})" }];
    }
}
