using System.Text.Json;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;

namespace Reco.Domain.Rules.Testing;

/// <summary>What a query of a store means, over documents in memory: one plain step per rule of the language. Databases are tested against it.</summary>
internal static class QueryEvaluator
{
    /// <summary>Ids of the items that a query finds, in its order: null last, ties by id.</summary>
    public static List<string> Run(StoreQuery query, IEnumerable<ItemDocument> items)
    {
        var found = new List<(string Id, Value Key)>();
        foreach (var item in items)
        {
            using var json = JsonDocument.Parse(item.Json);
            if (Holds(query.Where, json.RootElement)) found.Add((item.Id, query.OrderBy is null ? Value.Null : Of(query.OrderBy, json.RootElement)));
        }
        found.Sort((a, b) =>
        {
            if (a.Key.IsNull != b.Key.IsNull) return a.Key.IsNull ? 1 : -1;
            var order = a.Key.IsNull ? 0 : Order(a.Key, b.Key);
            return order != 0 ? order : Utf8Order.Compare(a.Id, b.Id);
        });
        return found.ConvertAll(f => f.Id);
    }

    /// <summary>Whether an item satisfies a condition.</summary>
    public static bool Holds(StoreCondition condition, JsonElement item) => condition switch
    {
        StoreCondition.Constant c => c.Value,
        StoreCondition.And c => Holds(c.Left, item) && Holds(c.Right, item),
        StoreCondition.Or c => Holds(c.Left, item) || Holds(c.Right, item),
        StoreCondition.Not c => !Holds(c.Operand, item),
        StoreCondition.IsNull c => Of(c.Operand, item).IsNull,
        StoreCondition.IsTrue c => Of(c.Operand, item).AsBoolean == true,
        StoreCondition.In c => c.Values.Any(v => Same(Of(c.Operand, item), v)),
        StoreCondition.Contains c => Of(c.List, item).AsList is { } list && list.Any(v => Same(v, c.Element)),
        StoreCondition.Compare c => Compare(c.Operator, Of(c.Left, item), Of(c.Right, item)),
        _ => throw new NotSupportedException(condition.ToString()),
    };

    /// <summary>The value of an operand for an item.</summary>
    public static Value Of(StoreOperand operand, JsonElement item) => operand switch
    {
        StoreOperand.Constant c => c.Value,
        StoreOperand.Coalesce c => Of(c.Left, item) is { IsNull: false } left ? left : Of(c.Right, item),
        StoreOperand.Arithmetic c => Arithmetic(c.Operator, Of(c.Left, item), Of(c.Right, item)),
        StoreOperand.Attribute { Path: "id" } => Value.Of(item.GetProperty("id").GetString()),
        StoreOperand.Attribute c => Attribute(c.Type, AttributePath.Find(item, c.Path.Split('.'))),
        _ => throw new NotSupportedException(operand.ToString()),
    };

    private static bool Compare(ComparisonOperator op, Value a, Value b)
    {
        if (a.IsNull || b.IsNull) return false;
        if (op == ComparisonOperator.Equal) return Same(a, b);
        if (op == ComparisonOperator.NotEqual) return !Same(a, b);
        if (a.Kind != b.Kind || a.Kind is ValueKind.Boolean or ValueKind.List) return false;
        var order = Order(a, b);
        return op switch
        {
            ComparisonOperator.Less => order < 0,
            ComparisonOperator.LessOrEqual => order <= 0,
            ComparisonOperator.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static bool Same(Value a, Value b) => !a.IsNull && !b.IsNull && a.Equals(b);

    /// <summary>The order of two values; an operand gives values of one kind.</summary>
    private static int Order(Value a, Value b) => a.Kind == ValueKind.Text ? Utf8Order.Compare(a.AsText, b.AsText) : Number(a).CompareTo(Number(b));

    private static double Number(Value value) => value.Kind == ValueKind.Time ? value.AsTime : value.AsNumber;

    private static Value Attribute(AttributeType type, JsonElement? element) => type switch
    {
        AttributeType.Number => Value.Of(AttributePath.Number(element)),
        AttributeType.Time => Value.OfTime(AttributePath.Time(element)),
        AttributeType.Text => Value.Of(AttributePath.Text(element)),
        AttributeType.Boolean => AttributePath.Boolean(element) is var known and not 0 ? Value.Of(known == 2) : Value.Null,
        _ => element is { ValueKind: JsonValueKind.Array } list ? Value.Of(list) : Value.Null,
    };

    private static Value Arithmetic(ArithmeticOperator op, Value a, Value b) => (op, a.Kind, b.Kind) switch
    {
        (ArithmeticOperator.Add, ValueKind.Number, ValueKind.Number) => Value.Of(a.AsNumber + b.AsNumber),
        (ArithmeticOperator.Subtract, ValueKind.Number, ValueKind.Number) => Value.Of(a.AsNumber - b.AsNumber),
        (ArithmeticOperator.Multiply, ValueKind.Number, ValueKind.Number) => Value.Of(a.AsNumber * b.AsNumber),
        (ArithmeticOperator.Divide, ValueKind.Number, ValueKind.Number) => Value.Of(a.AsNumber / b.AsNumber),
        (ArithmeticOperator.Remainder, ValueKind.Number, ValueKind.Number) => Value.Of(a.AsNumber % b.AsNumber),
        (ArithmeticOperator.Add, ValueKind.Time, ValueKind.Number) => Value.OfTime(a.AsTime + b.AsNumber),
        (ArithmeticOperator.Add, ValueKind.Number, ValueKind.Time) => Value.OfTime(a.AsNumber + b.AsTime),
        (ArithmeticOperator.Subtract, ValueKind.Time, ValueKind.Number) => Value.OfTime(a.AsTime - b.AsNumber),
        (ArithmeticOperator.Subtract, ValueKind.Time, ValueKind.Time) => Value.Of(a.AsTime - b.AsTime),
        _ => Value.Null,
    };
}
