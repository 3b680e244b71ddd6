using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;

namespace Reco.Domain.Expressions;

/// <summary>Where an expression stands, and so what it may name.</summary>
internal enum Scope
{
    /// <summary>Evaluated once per request: no candidate.</summary>
    Request,
    /// <summary>A condition on every item of the catalog: <c>item</c>, but not how it was found.</summary>
    Query,
    /// <summary>Evaluated for each candidate: everything.</summary>
    Candidate,
}

/// <summary>Everything that <c>@</c> code can name besides functions and what one rule adds (<c>let</c>, <c>params</c>, attributes). A closed list.</summary>
internal static class Names
{
    public static IReadOnlyList<string> Roots { get; } = ["candidate", "item", "now", "params", "request", "seed", "user"];
    public static IReadOnlyList<string> OfRequest { get; } = ["context", "item", "items", "limit", "user"];
    public static IReadOnlyList<string> OfCandidate { get; } = ["rank", "score", "source"];
    public static IReadOnlyList<string> OfNow { get; } = ["day", "hour", "minute", "month", "weekday", "year"];
    public static IReadOnlyList<string> OfUser { get; } = ["count", "did", "impressions", "last"];
}

/// <summary>What the expressions of one rule are bound against.</summary>
internal sealed class World(Catalog catalog, IReadOnlyDictionary<string, Value> parameters, Limits limits, InteractionTypes? types)
{
    public Catalog Catalog => catalog;
    public IReadOnlyDictionary<string, Value> Parameters => parameters;
    public Limits Limits => limits;
    public InteractionTypes? Types => types;
    public LetTable Lets { get; set; } = null!;
}
