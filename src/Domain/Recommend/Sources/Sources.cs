using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;

namespace Reco.Domain.Recommend.Sources;

#pragma warning disable CS9113, CS1591
public sealed class RelatedSource(IRelation relation, string name, RequestExpression<IReadOnlyList<string>> to, int take, double weight, Limits limits) : Stub("related", take, weight);
public sealed class PopularSource(IPopularity popularity, HalfLife halfLife, IReadOnlyList<(string Path, RequestExpression<Value> Value)> scope, int take, double weight) : Stub("popular", take, weight);
public sealed class HistorySource(string type, int take, double weight) : Stub("history", take, weight);
public sealed class ItemsSource(IReadOnlyList<string> ids, int take, double weight) : Stub("items", take, weight);
public sealed class QuerySource(IItemStore store, string catalog, CompiledQuery query, string text, int take, double weight) : Stub("query", take, weight);

public abstract class Stub(string kind, int take, double weight) : ISource
{
    public string Kind => kind;
    public string Text => kind;
    public int Take => take;
    public double Weight => weight;
    public ValueTask FetchAsync(Evaluation evaluation, FoundItems found, CancellationToken cancel) => throw new NotImplementedException();
}
