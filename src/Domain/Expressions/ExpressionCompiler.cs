using Reco.Domain.Catalogs;

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
    /// <summary>Adds the next filter: a boolean of the candidate.</summary>
    public void AddFilter(string path, string text, FilterEffect effect) => throw new NotImplementedException($"{catalog}{parameters}{lets}{limits}{faults}");

    /// <summary>Sets <c>rank.score</c>: a number of the candidate.</summary>
    public void SetScore(string path, string text) => throw new NotImplementedException();

    /// <summary>Sets <c>diversify.by</c>: any value of the candidate.</summary>
    public void SetDiversifyBy(string path, string text) => throw new NotImplementedException();

    /// <summary>A condition on the request (<c>pins.when</c>): null counts as false. Names of candidates are faults.</summary>
    public RequestExpression<bool> AddTest(string path, string text) => throw new NotImplementedException();

    /// <summary>Keys of a relation (<c>related.to</c>): a text, a number or a list of them, as texts, distinct, at most <see cref="Limits.Seeds"/>; empty for null.</summary>
    public RequestExpression<IReadOnlyList<string>> AddKeys(string path, string text) => throw new NotImplementedException();

    /// <summary>Any value of the request (a part of <c>popular.scope</c>).</summary>
    public RequestExpression<Value> AddValue(string path, string text) => throw new NotImplementedException();

    /// <summary>A <c>query</c> over all items, with an optional sort key (a number, time or text; ascending, nulls last).</summary>
    /// <param name="path">Path of the condition.</param>
    /// <param name="text">The condition.</param>
    /// <param name="orderByPath">Path of the sort key.</param>
    /// <param name="orderByText">The sort key, or null.</param>
    public CompiledQuery? AddQuery(string path, string text, string orderByPath, string? orderByText) => throw new NotImplementedException();

    /// <summary>Compiles everything that was added; null when there are faults.</summary>
    public ExpressionProgram? Compile() => throw new NotImplementedException();
}

/// <summary>A compiled <c>query</c>: the same condition for the store and for the process.</summary>
public sealed class CompiledQuery
{
    /// <summary>Whether its answer is the same for everybody (it reads neither user, request nor seed): then it is cached for 5 s. <c>now</c> does not count, but is taken at the time of the fill.</summary>
    public required bool UserIndependent { get; init; }

    /// <summary>Whether a conjunct compares a declared attribute, so that an index narrows it down.</summary>
    public required bool Indexed { get; init; }

    /// <summary>The condition for the store, request-level parts evaluated. Conjuncts that no store can evaluate are left out: then it finds a superset, and <see cref="Exact"/> is false.</summary>
    public required Func<Evaluation, StoreQuery> ToStore { get; init; }

    /// <summary>The whole condition in process, over a candidate; the store's answer is checked with it where <see cref="Exact"/> is false.</summary>
    public required FilterCandidate Matches { get; init; }

    /// <summary>The sort key in process (null value last); null when there is none. </summary>
    public required ValueOfCandidate? SortKey { get; init; }

    /// <summary>Whether <see cref="ToStore"/> is the whole query: condition and order.</summary>
    public required bool Exact { get; init; }
}
