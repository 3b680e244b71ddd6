using System.Text.Json;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using V = Reco.Domain.Expressions.Value;

namespace Reco.Domain.Tests.Expressions;

/// <summary>A store in a page: what a <see cref="StoreQuery"/> means for one document.</summary>
internal static class StoreModel
{
    public static bool Matches(StoreCondition condition, JsonElement document) => condition switch
    {
        StoreCondition.Constant constant => constant.Value,
        StoreCondition.And and => Matches(and.Left, document) && Matches(and.Right, document),
        StoreCondition.Or or => Matches(or.Left, document) || Matches(or.Right, document),
        StoreCondition.Not not => !Matches(not.Operand, document),
        StoreCondition.IsNull absent => Value(absent.Operand, document).IsNull,
        StoreCondition.IsTrue flag => Value(flag.Operand, document).AsBoolean == true,
        StoreCondition.In membership => Value(membership.Operand, document) is { IsNull: false } value && membership.Values.Any(v => v.Equals(value)),
        StoreCondition.Contains contains => (Value(contains.List, document).AsList ?? []).Any(v => v.Equals(contains.Element)),
        StoreCondition.Compare compare => Compare(compare.Operator, Value(compare.Left, document), Value(compare.Right, document)),
        _ => throw new InvalidOperationException(condition.ToString()),
    };

    public static Value Value(StoreOperand operand, JsonElement document)
    {
        switch (operand)
        {
            case StoreOperand.Constant constant: return constant.Value;
            case StoreOperand.Coalesce coalesce: return Value(coalesce.Left, document) is { IsNull: false } first ? first : Value(coalesce.Right, document);
            case StoreOperand.Attribute attribute:
                var element = AttributePath.Find(document, attribute.Path.Split('.'));
                return attribute.Type switch
                {
                    AttributeType.Number => V.Of(AttributePath.Number(element)),
                    AttributeType.Text => V.Of(AttributePath.Text(element)),
                    AttributeType.Time => V.OfTime(AttributePath.Time(element)),
                    _ => element is { } found && V.Of(found) is var value && (value.Kind == ValueKind.List) == (attribute.Type == AttributeType.List) ? value : default,
                };
            case StoreOperand.Arithmetic arithmetic:
                var (left, right) = (Value(arithmetic.Left, document), Value(arithmetic.Right, document));
                var (a, b) = (Seconds(left), Seconds(right));
                var result = arithmetic.Operator switch
                {
                    ArithmeticOperator.Add => a + b,
                    ArithmeticOperator.Subtract => a - b,
                    ArithmeticOperator.Multiply => a * b,
                    ArithmeticOperator.Divide => a / b,
                    _ => a % b,
                };
                return (left.Kind == ValueKind.Time) != (right.Kind == ValueKind.Time) ? V.OfTime(result) : V.Of(result);
            default: throw new InvalidOperationException(operand.ToString());
        }
    }

    private static double Seconds(Value value) => value.Kind == ValueKind.Time ? value.AsTime : value.AsNumber;

    private static bool Compare(ComparisonOperator op, Value a, Value b)
    {
        if (a.IsNull || b.IsNull) return false;
        if (op == ComparisonOperator.NotEqual) return !a.Equals(b);
        if (op == ComparisonOperator.Equal) return a.Equals(b);
        if (a.Kind != b.Kind || a.Kind is ValueKind.Boolean or ValueKind.List) return false;
        var order = a.Kind == ValueKind.Text ? Utf8Order.Compare(a.AsText, b.AsText) : Seconds(a).CompareTo(Seconds(b));
        return op switch
        {
            ComparisonOperator.Less => order < 0,
            ComparisonOperator.LessOrEqual => order <= 0,
            ComparisonOperator.Greater => order > 0,
            _ => order >= 0,
        };
    }
}
