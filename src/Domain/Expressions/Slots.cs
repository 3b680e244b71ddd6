using System.Linq.Expressions;

namespace Reco.Domain.Expressions;

/// <summary>
/// The places of a pooled <see cref="Evaluation"/> that <see cref="ExpressionProgram.Prepare"/> fills: one for each part of an expression that is the
/// same for all candidates. Collects what computes them, in an order in which each finds what it needs.
/// </summary>
internal sealed class Slots
{
    private readonly List<Expression> assignments = [];

    /// <summary>The evaluation, a parameter of every compiled delegate.</summary>
    public ParameterExpression Evaluation { get; } = Expression.Parameter(typeof(Evaluation), "evaluation");

    public int Numbers { get; private set; }
    public int Objects { get; private set; }

    /// <summary>Where the request-level <c>let</c> values are.</summary>
    public Dictionary<Let, Expression> Lets { get; } = [];

    private readonly Dictionary<(string, string?), Expression> views = [];

    /// <summary>The person's items that many candidates are looked up in: one view per request, however many expressions ask.</summary>
    /// <param name="method">Of <see cref="RequestParts"/>.</param>
    /// <param name="interaction">Its interaction type; null when it takes none.</param>
    public Expression View(string method, string? interaction)
    {
        if (views.TryGetValue((method, interaction), out var view)) return view;
        Expression[] arguments = interaction is null ? [Evaluation] : [Evaluation, Expression.Constant(interaction)];
        return views[(method, interaction)] = Hold(Expression.Call(typeof(RequestParts), method, null, arguments));
    }

    /// <summary>Has a value computed once per request and gives what reads it.</summary>
    public Expression Hold(Expression value)
    {
        if (value.Type == typeof(bool)) return Expression.Equal(Hold(Expression.Condition(value, Expression.Constant(1.0), Expression.Constant(0.0))), Expression.Constant(1.0));
        if (value.Type == typeof(byte) || value.Type == typeof(int)) return Expression.Convert(Hold(Expression.Convert(value, typeof(double))), value.Type);
        var number = value.Type == typeof(double);
        var place = Expression.ArrayAccess(
            Expression.Field(Evaluation, number ? nameof(Expressions.Evaluation.NumberSlots) : nameof(Expressions.Evaluation.ObjectSlots)),
            Expression.Constant(number ? Numbers++ : Objects++));
        if (number)
        {
            assignments.Add(Expression.Assign(place, value));
            return place;
        }
        assignments.Add(Expression.Assign(place, Expression.Convert(value, typeof(object))));
        return value.Type.IsValueType ? Expression.Unbox(place, value.Type) : Expression.Convert(place, value.Type);
    }

    /// <summary>What computes everything held, in order; null when there is nothing.</summary>
    public Expression<Action<Evaluation>>? Code =>
        assignments.Count == 0 ? null : Expression.Lambda<Action<Evaluation>>(Expression.Block(typeof(void), assignments), Evaluation);
}
