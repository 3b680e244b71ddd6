using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;

namespace Reco.Domain.Rules;

/// <summary>What rules are compiled against.</summary>
/// <param name="Catalogs">The catalog of a name, or null when nobody made it.</param>
/// <param name="Relations">Relations by name.</param>
/// <param name="Popularity">Counts of a catalog.</param>
/// <param name="Items">The store behind <c>query</c>.</param>
/// <param name="Types">Known interaction types.</param>
/// <param name="Limits">Bounds.</param>
public sealed record RuleWorld(
    Func<string, Catalog?> Catalogs, IRelations Relations, Func<string, IPopularity> Popularity, IItemStore Items, InteractionTypes Types, Limits Limits);

/// <summary>Turns rule documents into rules that can serve, or into every fault.</summary>
/// <param name="world">What the names in a rule refer to.</param>
public sealed class RuleCompiler(RuleWorld world)
{
    /// <summary>Parses, checks and compiles one rule. All faults at once, in document order, at JSON paths (<c>$.candidates[1].relatd</c>).</summary>
    public Outcome<CompiledRule> Compile(StoredRule stored) => throw new NotImplementedException($"{world}{stored}");
}
