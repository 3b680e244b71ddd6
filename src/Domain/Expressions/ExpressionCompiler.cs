using System.Linq.Expressions;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;

namespace Reco.Domain.Expressions;

/// <summary>A named value of a rule: <c>"let": { "ageDays": "@days(now - item.createdAt)" }</c>.</summary>
/// <param name="Name">How expressions name it.</param>
/// <param name="Text">Its expression, without <c>@</c>.</param>
/// <param name="Path">Where it stands in the rule, for faults.</param>
public sealed record LetDefinition(string Name, string Text, string Path);

/// <summary>
/// Parses, binds and compiles the expressions of one bucket of a rule. Each <c>Add</c> reports every fault it finds to the list it was given,
/// at the path it was given, with the column (from 1) in the expression's text: <c>column 7: unknown name "itm"</c>. Texts come without the leading <c>@</c>.
/// </summary>
/// <param name="catalog">Names and types of <c>item.*</c> and <c>seed.*</c>; columns are reserved in it.</param>
/// <param name="parameters">The rule's <c>params</c>: constants.</param>
/// <param name="lets">The rule's <c>let</c>; their faults are reported at once.</param>
/// <param name="limits">Sizes of expressions and lists.</param>
/// <param name="faults">Where faults go.</param>
public sealed class ExpressionCompiler(
    Catalog catalog, IReadOnlyDictionary<string, Value> parameters, IReadOnlyList<LetDefinition> lets, Limits limits, List<Fault> faults)
{
    private readonly Slots slots = new();
    private readonly List<(Bound Condition, FilterEffect Effect)> filters = [];

    /// <summary>What generates code, in the order in which it was added: later code finds the slots of earlier code.</summary>
    private readonly List<Action> generators = [];
    private readonly Dictionary<Bound, Func<Evaluation, Value>> parts = new(ReferenceEqualityComparer.Instance);
    private World? world;
    private Bound? score, diversifyBy;
    private bool readsUser, readsRank;

    /// <summary>Interaction types that <c>user.last</c>, <c>did</c> and <c>count</c> may name; null: any.</summary>
    public InteractionTypes? Types { get; init; }

    /// <summary>What <c>candidate.source</c> gives, by the source's place in the rule (candidates first, then fallback).</summary>
    public IReadOnlyList<string> SourceNames { get; init; } = [];

    /// <summary>Told each piece of code before it is compiled: tests see what it reaches.</summary>
    internal Action<LambdaExpression>? Emitted { get; init; }

    /// <summary>Binds the <c>let</c> names now, so that their faults come before those of what is added next. Otherwise the first <c>Add</c> or <see cref="Compile"/> does.</summary>
    public void CheckLets() => Bind();

    /// <summary>Adds the next filter: a boolean of the candidate.</summary>
    public void AddFilter(string path, string text, FilterEffect effect) => filters.Add((Read(path, text, Scope.Candidate, StaticType.Boolean), effect));

    /// <summary>Sets <c>rank.score</c>: a number of the candidate.</summary>
    public void SetScore(string path, string text) => score = Read(path, text, Scope.Candidate, StaticType.Number);

    /// <summary>Sets <c>diversify.by</c>: any value of the candidate.</summary>
    public void SetDiversifyBy(string path, string text) => diversifyBy = Read(path, text, Scope.Candidate, StaticType.Dynamic);

    /// <summary>A condition on the request (<c>pins.when</c>): null counts as false. Names of candidates are faults.</summary>
    public RequestExpression<bool> AddTest(string path, string text) => Add<bool>(text, Read(path, text, Scope.Request, StaticType.Boolean), (code, value) => code.Test(value));

    /// <summary>Keys of a relation (<c>related.to</c>): a text, a number or a list of them, as texts, distinct, at most <see cref="Limits.Seeds"/>; empty for null.</summary>
    public RequestExpression<IReadOnlyList<string>> AddKeys(string path, string text)
    {
        var keys = Read(path, text, Scope.Request, StaticType.Dynamic);
        if (keys.Type is StaticType.Boolean or StaticType.Time) faults.Add(new(path, $"expected a text, a number or a list of them, not {keys.Type.Words()}"));
        var value = Later(keys);
        return new() { Text = text, Compiled = evaluation => Keys.Of(value(evaluation), limits.Seeds) };
    }

    /// <summary>Any value of the request (a part of <c>popular.scope</c>).</summary>
    public RequestExpression<Value> AddValue(string path, string text) =>
        Add<Value>(text, Read(path, text, Scope.Request, StaticType.Dynamic), (code, value) => code.As(value, StaticType.Dynamic));

    /// <summary>A <c>query</c> over all items, with an optional sort key (a number, time or text; ascending, nulls last). Null when it has faults.</summary>
    /// <param name="path">Path of the condition.</param>
    /// <param name="text">The condition.</param>
    /// <param name="orderByPath">Path of the sort key.</param>
    /// <param name="orderByText">The sort key, or null.</param>
    public CompiledQuery? AddQuery(string path, string text, string orderByPath, string? orderByText)
    {
        var condition = Read(path, text, Scope.Query, StaticType.Boolean);
        var order = orderByText is null ? null : Read(orderByPath, orderByText, Scope.Query, StaticType.Dynamic);
        if (order?.Type is StaticType.Boolean or StaticType.List)
        {
            faults.Add(new(orderByPath, $"expected a number, a time or a text to sort by, not {order.Type.Words()}"));
            return null;
        }
        if (Broken(condition) || (order is not null && Broken(order))) return null;

        var translator = new QueryTranslator(Later);
        var conjuncts = translator.Conjuncts(condition);
        var conditions = conjuncts.Select(translator.Condition).ToList();
        var orderBy = order is null or { Type: StaticType.Dynamic } ? null : translator.Operand(order);
        Func<Evaluation, StoreCondition>[] translated = [.. conditions.OfType<Func<Evaluation, StoreCondition>>()];
        var (matches, sortKey) = ((FilterCandidate?)null, (ValueOfCandidate?)null);
        generators.Add(() => matches = PerCandidate<FilterCandidate>(code => Expression.Condition(code.Statement(() => code.Test(condition)), Expression.Constant(0), Expression.Constant(1))));
        if (order is not null) generators.Add(() => sortKey = PerCandidate<ValueOfCandidate>(code => code.Statement(() => code.As(order, StaticType.Dynamic))));
        return new CompiledQuery
        {
            UserIndependent = ((condition.Reads | (order?.Reads ?? Reads.Nothing)) & (Reads.Person | Reads.Request | Reads.Seed)) == 0,
            Indexed = conjuncts.Any(QueryTranslator.Indexed),
            Exact = translated.Length == conditions.Count && (order is null || orderBy is not null),
            ToStore = evaluation => new StoreQuery(All(translated, evaluation), orderBy?.Invoke(evaluation)),
            Matches = (Evaluation evaluation, in Candidate candidate) => matches!(evaluation, in candidate),
            SortKey = order is null ? null : (Evaluation evaluation, in Candidate candidate) => sortKey!(evaluation, in candidate),
        };
    }

    /// <summary>The program of everything that was added, whose code is generated later; null when there are faults.</summary>
    public ExpressionProgram? Compile()
    {
        Bind();
        return faults.Count > 0 ? null : new ExpressionProgram(Generate) { ReadsUser = readsUser, ReadsRank = readsRank };
    }

    private ProgramCode Generate()
    {
        foreach (var generate in generators) generate();
        var filter = filters.Count == 0 ? null : PerCandidate<FilterCandidate>(code => FilterCode.Fuse(filters, code));
        var ranked = score is null ? null : PerCandidate<ScoreCandidate>(code => code.Statement(() => code.As(score, StaticType.Number)));
        var grouped = diversifyBy is null ? null : PerCandidate<ValueOfCandidate>(code => code.Statement(() => code.As(diversifyBy, StaticType.Dynamic)));
        return new ProgramCode(filter, ranked, grouped, slots.Code is { } prepared ? Compile(prepared) : null, slots.Numbers, slots.Objects);
    }

    private static StoreCondition All(Func<Evaluation, StoreCondition>[] conditions, Evaluation evaluation) =>
        conditions.Length == 0 ? new StoreCondition.Constant(true) : conditions.Select(c => c(evaluation)).Aggregate((all, next) => new StoreCondition.And(all, next));

    private World Bind()
    {
        if (world is not null) return world;
        world = new World(catalog, parameters, limits, Types);
        world.Lets = new LetTable(world, lets, faults);
        return world;
    }

    private Bound Read(string path, string text, Scope scope, StaticType wanted)
    {
        var bound = new Binder(Bind(), scope, path, faults).Read(text, wanted);
        readsUser |= (bound.Reads & Reads.Person) != 0;
        readsRank |= (bound.Reads & Reads.Rank) != 0;
        return bound;
    }

    private static bool Broken(Bound bound) => (bound.Reads & Reads.Broken) != 0;

    private RequestExpression<T> Add<T>(string text, Bound bound, Func<Generator, Bound, Expression> emit)
    {
        var expression = new RequestExpression<T> { Text = text };
        generators.Add(() => expression.Compiled = OncePerRequest<T>(bound, emit));
        return expression;
    }

    /// <summary>The value of a part of the request, once the code is generated: one delegate for a part, however often a query writes it out, and none for a constant.</summary>
    private Func<Evaluation, Value> Later(Bound bound)
    {
        if (bound is Bound.Constant { Value: var known }) return _ => known;
        if (parts.TryGetValue(bound, out var part)) return part;
        Func<Evaluation, Value>? value = null;
        generators.Add(() => value = OncePerRequest<Value>(bound, (code, once) => code.As(once, StaticType.Dynamic)));
        return parts[bound] = evaluation => value!(evaluation);
    }

    private Func<Evaluation, T> OncePerRequest<T>(Bound bound, Func<Generator, Bound, Expression> emit)
    {
        var code = new Generator(slots, null, catalog, limits, [.. SourceNames]);
        var value = emit(code, bound);
        return Compile(Expression.Lambda<Func<Evaluation, T>>(Expression.Block(code.Variables, value), slots.Evaluation));
    }

    private T PerCandidate<T>(Func<Generator, Expression> emit)
        where T : Delegate
    {
        var candidate = Expression.Parameter(typeof(Candidate).MakeByRefType(), "candidate");
        var code = new Generator(slots, candidate, catalog, limits, [.. SourceNames]);
        var body = emit(code);
        return Compile(Expression.Lambda<T>(Expression.Block(code.Variables, body), slots.Evaluation, candidate));
    }

    private T Compile<T>(Expression<T> code)
        where T : Delegate
    {
        Emitted?.Invoke(code);
        return code.Compile();
    }
}
