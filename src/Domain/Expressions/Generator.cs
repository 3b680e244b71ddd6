using System.Linq.Expressions;
using System.Reflection;
using Reco.Domain.Catalogs;
using Reco.Domain.Recommend;
using static System.Linq.Expressions.Expression;

#pragma warning disable CA1859 // A tree of expressions is built from its base type; which node it happens to be says nothing.

namespace Reco.Domain.Expressions;

/// <summary>
/// Turns <see cref="Bound"/> expressions into code over columns: numbers as doubles (NaN is null), texts as codes where they are only compared, no boxing
/// and no allocation for a candidate. What is the same for all candidates goes to <see cref="Slots"/>. One generator per delegate.
/// </summary>
/// <param name="slots">Values of the request, shared by all delegates of the program.</param>
/// <param name="candidate">The candidate; null in code that runs once per request.</param>
/// <param name="catalog">Codes of texts.</param>
/// <param name="limits">Bounds of lists and texts.</param>
/// <param name="sourceNames">What <c>candidate.source</c> may be.</param>
internal sealed partial class Generator(Slots slots, ParameterExpression? candidate, Catalog catalog, Limits limits, string[] sourceNames)
{
    private readonly Expression evaluation = slots.Evaluation;
    private readonly Dictionary<Let, ParameterExpression> lets = [];
    private readonly List<ParameterExpression> variables = [];
    private List<Expression> pending = [];
    private int loops;

    /// <summary>Variables that the delegate's body must declare.</summary>
    public IReadOnlyList<ParameterExpression> Variables => variables;

    /// <summary>Code for one expression, behind the <c>let</c> values that it is the first in this delegate to need.</summary>
    public Expression Statement(Func<Expression> emit)
    {
        var before = pending;
        pending = [];
        var value = emit();
        var code = pending.Count == 0 ? value : Block([.. pending, value]);
        pending = before;
        return code;
    }

    /// <summary>The value in the representation of its static type.</summary>
    public Expression Emit(Bound bound)
    {
        if (Held(bound)) return Hold(bound);
        // What nests has methods of its own, so that a level of nesting takes little of the stack.
        return bound switch
        {
            Bound.Use use => Use(use),
            Bound.Negate negate => Negated(negate),
            Bound.Arithmetic arithmetic => Arithmetic(arithmetic),
            Bound.Coalesce coalesce => Coalesce(coalesce),
            Bound.Conditional choice => Choice(choice),
            Bound.ListOf list => NewArrayInit(typeof(Value), list.Items.Select(i => As(i, StaticType.Dynamic))),
            Bound.Call call when call.Type != StaticType.Boolean => FunctionCall(call),
            Bound.Quantify quantify when quantify.Type != StaticType.Boolean => Quantify(quantify),
            _ => Leaf(bound) ?? Condition(Test(bound), Constant((byte)2), Constant((byte)1)),
        };
    }

    private Expression Negated(Bound.Negate negate) =>
        negate.Operand.Type == StaticType.Dynamic ? Operator(nameof(Operators.Negate), Emit(negate.Operand)) : Expression.Negate(As(negate.Operand, StaticType.Number));

    private Expression Choice(Bound.Conditional choice) => Condition(Test(choice.Test), As(choice.Then, choice.Type), As(choice.Otherwise, choice.Type));

    /// <summary>What stands for itself; null for a condition.</summary>
    private Expression? Leaf(Bound bound) => bound switch
    {
        Bound.Constant constant => Literal(constant.Value),
        Bound.Attribute attribute => Attribute(attribute),
        Bound.ItemId id => Static(nameof(RequestParts.Id), evaluation, Number(id.OfSeed)),
        Bound.Popularity popularity => Static(nameof(RequestParts.Popularity), evaluation, Number(popularity.OfSeed)),
        Bound.OfCandidate { Member: "score" } => Finite(Field(candidate!, nameof(Candidate.Score))),
        Bound.OfCandidate { Member: "rank" } => Convert(Field(candidate!, nameof(Candidate.Rank)), typeof(double)),
        Bound.OfCandidate => Static(nameof(RequestParts.Source), Constant(sourceNames), Field(candidate!, nameof(Candidate.Sources))),
        Bound.OfRequest { Member: "user" } => Property(Property(evaluation, nameof(Evaluation.Request)), nameof(RecommendRequest.User)),
        Bound.OfRequest { Member: "limit" } => Convert(Property(evaluation, nameof(Evaluation.Limit)), typeof(double)),
        Bound.OfRequest { Member: "item" } => Static(nameof(RequestParts.Item), evaluation),
        Bound.OfRequest => Static(nameof(RequestParts.Items), evaluation),
        Bound.ContextValue context => Static(nameof(RequestParts.Context), evaluation, Constant(context.Name)),
        Bound.UserAttribute attribute => Static(nameof(RequestParts.Attribute), evaluation, Constant(attribute.Path)),
        Bound.Last last => Static(nameof(RequestParts.Last), evaluation, Constant(last.Interaction), Constant(last.Count)),
        Bound.Counted count => Static(nameof(RequestParts.Count), evaluation, Constant(count.Interaction), Constant(count.WithinMs)),
        Bound.Impressions { Item: Bound.ItemId { OfSeed: false } } seen => Static(nameof(RequestParts.Impressions),
            evaluation, slots.View(nameof(RequestParts.ShownItems), null), Number(ofSeed: false), Constant(seen.WithinMs)),
        Bound.Impressions seen => Static(nameof(RequestParts.Impressions), evaluation, NumberOrId(seen.Item), Constant(seen.WithinMs)),
        Bound.Now => Static(nameof(RequestParts.Now), evaluation),
        Bound.NowPart now => Static(nameof(RequestParts.NowPart), evaluation, Constant(now.Part)),
        Bound.Element element => elementValues[element.Depth],
        _ => null,
    };

    /// <summary>The value converted to the representation of another static type; null where it is not of that type.</summary>
    public Expression As(Bound bound, StaticType type)
    {
        if (bound is Bound.Constant { Value: var known } && type == StaticType.Dynamic) return ValueOf(known);
        if (bound.Type == StaticType.Null) return Null(type);
        if (bound.Type == type || (bound.Type, type) is (StaticType.Time, StaticType.Number)) return Emit(bound);
        var value = Emit(bound);
        return (bound.Type, type) switch
        {
            (StaticType.Dynamic, StaticType.Number) => Operator(nameof(Operators.NumberOf), value),
            (StaticType.Dynamic, StaticType.Time) => Operator(nameof(Operators.TimeOf), value),
            (StaticType.Dynamic, StaticType.Text) => Operator(nameof(Operators.TextOf), value),
            (StaticType.Dynamic, StaticType.List) => Operator(nameof(Operators.ListOf), value),
            (StaticType.Boolean, StaticType.Dynamic) => Operator(nameof(Operators.ValueOf), value),
            (StaticType.Time, StaticType.Dynamic) => Expression.Call(typeof(Value), nameof(Value.OfTime), null, value),
            (_, StaticType.Dynamic) => Expression.Call(typeof(Value).GetMethod(nameof(Value.Of), [value.Type])!, value),
            _ => throw new InvalidOperationException($"The binder let {bound.Type} stand for {type}."),
        };
    }

    /// <summary>Whether an expression belongs into a slot rather than here: it is the same each time this code runs, and not already at hand.</summary>
    private bool Held(Bound bound) =>
        (candidate is not null || loops > 0) && bound.OncePerRequest && bound is not (Bound.Constant or Bound.Use) && bound.Type != StaticType.Null;

    private Expression Hold(Bound bound) => HoldPart(once => once.Emit(bound));

    private Expression HoldPart(Func<Generator, Expression> emit) => slots.Hold(OncePerRequest(emit));

    private Expression OncePerRequest(Func<Generator, Expression> emit)
    {
        var once = new Generator(slots, null, catalog, limits, sourceNames);
        var value = emit(once);
        return once.variables.Count == 0 ? value : Block(once.variables, value);
    }

    private Expression Use(Bound.Use use)
    {
        var let = use.Let;
        if (let.Value.Type == StaticType.Null) return Null(StaticType.Dynamic);
        if (use.OncePerRequest)
        {
            if (slots.Lets.TryGetValue(let, out var held)) return held;
            return slots.Lets[let] = let.Value is Bound.Constant ? Emit(let.Value) : Hold(let.Value);
        }
        if (lets.TryGetValue(let, out var variable)) return variable;
        // Its value is computed before the loops around this use, with loops of its own.
        var (outerLoops, outerElements) = (loops, elementValues);
        (loops, elementValues) = (0, new ParameterExpression[2]);
        var value = Emit(let.Value);
        (loops, elementValues) = (outerLoops, outerElements);
        variable = Variable(value.Type, let.Name);
        variables.Add(variable);
        pending.Add(Assign(variable, value));
        return lets[let] = variable;
    }

    private Expression Items => Property(evaluation, nameof(Evaluation.Items));

    private Expression Number(bool ofSeed) => ofSeed ? Property(evaluation, nameof(Evaluation.Seed)) : Field(candidate!, nameof(Candidate.Item));

    private Expression NumberOrId(Bound item) => item is Bound.ItemId id ? Number(id.OfSeed) : As(item, StaticType.Text);

    /// <summary>What the column holds: a code for a text.</summary>
    private Expression Cell(Bound.Attribute attribute)
    {
        var columns = attribute.Place.Type switch
        {
            AttributeType.Number or AttributeType.Time => nameof(CatalogSnapshot.Numbers),
            AttributeType.Text => nameof(CatalogSnapshot.Texts),
            AttributeType.Boolean => nameof(CatalogSnapshot.Booleans),
            _ => nameof(CatalogSnapshot.Values),
        };
        var column = ArrayIndex(Property(Items, columns), Constant(attribute.Place.Slot));
        return Property(column, "Item", Number(attribute.OfSeed));
    }

    private Expression Attribute(Bound.Attribute attribute) => attribute.Type switch
    {
        StaticType.Text => Expression.Call(Property(Items, nameof(CatalogSnapshot.Codes)), nameof(TextCodes.Text), null, Cell(attribute)),
        StaticType.List => Operator(nameof(Operators.ListOf), Cell(attribute)),
        _ => Cell(attribute),
    };

    private Expression Arithmetic(Bound.Arithmetic arithmetic)
    {
        var (left, right) = (arithmetic.Left, arithmetic.Right);
        var additive = arithmetic.Operator is ArithmeticOperator.Add or ArithmeticOperator.Subtract;
        if (additive && (left.Type == StaticType.Dynamic || right.Type == StaticType.Dynamic))
        {
            var name = arithmetic.Operator == ArithmeticOperator.Add ? nameof(Operators.Add) : nameof(Operators.Subtract);
            var sum = Operator(name, As(left, StaticType.Dynamic), As(right, StaticType.Dynamic));
            return arithmetic.Type switch
            {
                StaticType.Number => Operator(nameof(Operators.NumberOf), sum),
                StaticType.Time => Operator(nameof(Operators.TimeOf), sum),
                _ => sum,
            };
        }
        var (a, b) = (As(left, StaticType.Number), As(right, StaticType.Number));
        return Finite(arithmetic.Operator switch
        {
            ArithmeticOperator.Add => Add(a, b),
            ArithmeticOperator.Subtract => Subtract(a, b),
            ArithmeticOperator.Multiply => Multiply(a, b),
            ArithmeticOperator.Divide => Divide(a, b),
            _ => Modulo(a, b),
        });
    }

    private Expression Coalesce(Bound.Coalesce coalesce)
    {
        var left = As(coalesce.Left, coalesce.Type);
        var right = As(coalesce.Right, coalesce.Type);
        if (!left.Type.IsValueType) return Expression.Coalesce(left, right);
        var first = Temporary(left, out var assign);
        return Block(assign, Condition(IsNull(first, coalesce.Type), right, first));
    }

    private Expression FunctionCall(Bound.Call call)
    {
        var function = call.Function;
        var arguments = call.Arguments.Select((a, i) => As(a, function.Takes[Math.Min(i, function.Takes.Length - 1)]));
        if (function.Many) return arguments.Aggregate((all, next) => Expression.Call(function.Body, all, next));
        if (function.Bounded) arguments = arguments.Append(Constant(limits.TextLength));
        var result = Expression.Call(function.Body, arguments);
        return function.Gives == StaticType.Number ? Finite(result) : result;
    }

    private static Expression Finite(Expression number) => Operator(nameof(Operators.Finite), number);

    private static MethodCallExpression Static(string method, params Expression[] arguments) => Static(typeof(RequestParts), method, arguments);

    private static MethodCallExpression Operator(string method, params Expression[] arguments) => Static(typeof(Operators), method, arguments);

    private static MethodCallExpression Static(Type type, string method, params Expression[] arguments) =>
        Expression.Call(type.GetMethod(method, BindingFlags.Public | BindingFlags.Static, [.. arguments.Select(a => a.Type)])!, arguments);

    private ParameterExpression Temporary(Expression value, out Expression assign)
    {
        var variable = Variable(value.Type);
        variables.Add(variable);
        assign = Assign(variable, value);
        return variable;
    }
}
