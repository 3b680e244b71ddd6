using Reco.Domain.Expressions;
using Reco.Domain.Interactions;
using Reco.Domain.Reading;
using Reco.Domain.Recommend.Sources;

namespace Reco.Domain.Rules;

/// <summary>Makes the instance behind one entry of <c>candidates</c> or <c>fallback</c>.</summary>
internal sealed class SourceCompiler(
    RuleWorld world, string catalog, bool known, ExpressionCompiler code, List<(HalfLife, PopularityScope)> scopes, List<Fault> faults)
{
    /// <summary>The source; null when it has faults, or when its catalog does not exist (nothing is opened in its name then).</summary>
    public ISource? Compile(SourceDocument source) => source switch
    {
        SourceDocument.Related related => Related(related),
        SourceDocument.Popular popular => Popular(popular),
        SourceDocument.History history => History(history),
        SourceDocument.Items items => new ItemsSource(items.Ids, items.Take, items.Weight),
        SourceDocument.Query query => Query(query),
        _ => throw new NotSupportedException(source.ToString()),
    };

    private RelatedSource? Related(SourceDocument.Related source)
    {
        var to = code.AddKeys(source.To.Path, source.To.Text);
        return known ? new(world.Relations.Open(catalog, source.Relation), source.Relation, to, source.Take, source.Weight, world.Limits) : null;
    }

    private PopularSource? Popular(SourceDocument.Popular source)
    {
        var scope = source.Scope.Select(p => (p.Text, code.AddValue(p.Path, ScopeValue(p.Text)))).ToList();
        scopes.Add((source.HalfLife, scope.Count == 0 ? PopularityScope.Everyone : new PopularityScope([.. scope.Select(p => p.Text)])));
        return known ? new(world.Popularity(catalog), source.HalfLife, scope, source.Take, source.Weight) : null;
    }

    /// <summary>What gives a part of a scope its value. Of somebody whose profile does not say it, the call's context may: <c>context.ageBand</c> for <c>user.ageBand</c>.</summary>
    private static string ScopeValue(string path) =>
        path.StartsWith("context.", StringComparison.Ordinal) ? $"request.{path}"
        : path.StartsWith("user.", StringComparison.Ordinal) && path.LastIndexOf('.') == 4 ? $"{path} ?? request.context{path[4..]}"
        : path;

    private HistorySource History(SourceDocument.History source)
    {
        if (!world.Types.Knows(source.Type))
        {
            faults.Add(new(source.Path, $"unknown interaction type \"{JsonPlace.Shorten(source.Type)}\"", NearestName.Suggest(source.Type, world.Types.Names)));
        }
        return new(source.Type, source.Take, source.Weight);
    }

    private QuerySource? Query(SourceDocument.Query source)
    {
        var path = source.Where.Path;
        if (code.AddQuery(path, source.Where.Text, source.OrderBy?.Path ?? path, source.OrderBy?.Text) is not { } query) return null;
        if (known && !query.Indexed && !query.UserIndependent)
        {
            faults.Add(new(path, "needs an index: it reads the user, the request or the seed, and compares no declared attribute of the item",
                $"Add a condition on an attribute that PUT /api/catalogs/{catalog} declares, joined with &&."));
        }
        return new(world.Items, catalog, query, "@" + source.Where.Text, source.Take, source.Weight);
    }
}
