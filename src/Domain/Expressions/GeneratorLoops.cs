using System.Linq.Expressions;
using static System.Linq.Expressions.Expression;

#pragma warning disable CA1859 // A tree of expressions is built from its base type; which node it happens to be says nothing.

namespace Reco.Domain.Expressions;

/// <summary>The part of the generator that runs lambdas over lists: a plain loop in place, no delegate and no iterator.</summary>
internal sealed partial class Generator
{
    private ParameterExpression[] elementValues = new ParameterExpression[2];

    /// <summary>A bool for any and all (false for a null list), else a number (null for a null list). Elements whose value is null are left out of sum, min and max.</summary>
    private Expression Quantify(Bound.Quantify quantify)
    {
        var name = quantify.Quantifier.Name;
        var boolean = quantify.Type == StaticType.Boolean;
        var items = Temporary(As(quantify.List, StaticType.List), out var take);
        var (index, element, result) = (Variable(typeof(int)), Variable(typeof(Value)), Variable(boolean ? typeof(bool) : typeof(double)));
        variables.AddRange([index, element, result]);

        elementValues[quantify.Depth] = element;
        loops++;
        var step = name switch
        {
            "any" => Assign(result, Test(quantify.Body)),
            "all" => Assign(result, Test(quantify.Body)),
            "count" => Assign(result, Add(result, Condition(Test(quantify.Body), Constant(1.0), Constant(0.0)))),
            "sum" => Assign(result, Operator(nameof(Operators.Plus), result, As(quantify.Body, StaticType.Number))),
            "min" => Assign(result, Operator(nameof(Operators.Least), result, As(quantify.Body, StaticType.Number))),
            _ => Assign(result, Operator(nameof(Operators.Most), result, As(quantify.Body, StaticType.Number))),
        };
        loops--;

        Expression initial = name switch
        {
            "any" => Constant(false),
            "all" => Constant(true),
            "count" or "sum" => Constant(0.0),
            _ => Constant(double.NaN),
        };
        Expression more = AndAlso(LessThan(index, ArrayLength(items)), LessThan(index, Constant(limits.ListElements)));
        if (name == "any") more = AndAlso(Not(result), more);
        if (name == "all") more = AndAlso(result, more);
        var done = Label();
        var loop = Loop(IfThenElse(more, Block(Assign(element, ArrayIndex(items, index)), step, PreIncrementAssign(index)), Break(done)), done);
        return Block(
            take,
            Condition(
                Equal(items, Constant(null, typeof(Value[]))),
                boolean ? Constant(false) : Constant(double.NaN),
                Block(Assign(index, Constant(0)), Assign(result, initial), loop, boolean ? result : Finite(result))));
    }
}
