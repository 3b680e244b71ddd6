using System.Linq.Expressions;
using static System.Linq.Expressions.Expression;

#pragma warning disable CA1859 // A tree of expressions is built from its base type; which node it happens to be says nothing.

namespace Reco.Domain.Expressions;

/// <summary>The part of the generator that writes values known when a rule is compiled, null of each type among them.</summary>
internal sealed partial class Generator
{
    private static Expression IsNull(Expression value, StaticType type) => type switch
    {
        StaticType.Number or StaticType.Time => Expression.Call(typeof(double), nameof(double.IsNaN), null, value),
        StaticType.Boolean => Equal(value, Constant((byte)0)),
        StaticType.Dynamic => Operator(nameof(Operators.Absent), value),
        _ => Equal(value, Constant(null, value.Type)),
    };

    private static Expression Literal(Value value) => value.Kind switch
    {
        ValueKind.Boolean => Constant((byte)(value.AsBoolean == true ? 2 : 1)),
        ValueKind.Number => Constant(value.AsNumber),
        ValueKind.Time => Constant(value.AsTime),
        ValueKind.Text => Constant(value.AsText),
        ValueKind.List => Constant(value.AsList),
        _ => Null(StaticType.Dynamic),
    };

    private static Expression ValueOf(Value value) => value.Kind switch
    {
        ValueKind.Null => Null(StaticType.Dynamic),
        ValueKind.Boolean => Expression.Call(typeof(Value).GetMethod(nameof(Value.Of), [typeof(bool)])!, Constant(value.AsBoolean == true)),
        ValueKind.Time => Expression.Call(typeof(Value), nameof(Value.OfTime), null, Literal(value)),
        _ => Expression.Call(typeof(Value).GetMethod(nameof(Value.Of), [Literal(value).Type])!, Literal(value)),
    };

    private static Expression Null(StaticType type) => type switch
    {
        StaticType.Number or StaticType.Time => Constant(double.NaN),
        StaticType.Boolean => Constant((byte)0),
        StaticType.Text => Constant(null, typeof(string)),
        StaticType.List => Constant(null, typeof(Value[])),
        _ => Default(typeof(Value)),
    };
}
