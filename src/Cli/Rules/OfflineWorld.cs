using System.Runtime.CompilerServices;
using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;

namespace Reco.Cli.Rules;

/// <summary>A world without data, in which rules can be compiled but not run: relations are found by any name and hold nothing.</summary>
internal static class OfflineWorld
{
    public static RuleWorld Create(InteractionTypes types) => new(_ => null, new NoRelations(), _ => new NoPopularity(), new NoItems(), types, Limits.Default);

    private sealed class NoRelations : IRelations, IRelation
    {
        public IRelation Open(string catalog, string name) => this;

        public ValueTask ReadAsync(IReadOnlyList<string> keys, RelationList?[] into, CancellationToken cancel) => ValueTask.CompletedTask;

        public Task<IReadOnlyList<string>> NamesAsync(string catalog, CancellationToken cancel) => Task.FromResult<IReadOnlyList<string>>([]);

        public Task<long> ReplaceAsync(string catalog, string name, IAsyncEnumerable<RelationRow> rows, CancellationToken cancel) => throw Never();

        public Task UpsertAsync(string catalog, string name, IReadOnlyList<RelationRow> rows, CancellationToken cancel) => throw Never();
    }

    private sealed class NoPopularity : IPopularity
    {
        public void Declare(HalfLife halfLife, PopularityScope scope)
        {
        }

        public PopularList Top(HalfLife halfLife, PopularityScope scope, ReadOnlySpan<string> values, int take, long nowMs) => PopularList.Empty;

        public double Count(int number, long nowMs) => 0;
    }

    private sealed class NoItems : IItemStore
    {
        public Task<IReadOnlyList<CatalogDefinition>> ReadCatalogsAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<CatalogDefinition>>([]);

        public Task PutCatalogAsync(CatalogDefinition definition, CancellationToken cancel) => throw Never();

        public async IAsyncEnumerable<ItemDocument> ReadAllAsync(string catalog, [EnumeratorCancellation] CancellationToken cancel)
        {
            await Task.CompletedTask;
            yield break;
        }

        public ValueTask<ItemDocument?[]> ReadAsync(string catalog, IReadOnlyList<string> ids, CancellationToken cancel) => ValueTask.FromResult(new ItemDocument?[ids.Count]);

        public Task<IReadOnlyList<ItemDocument>> PutAsync(string catalog, IReadOnlyList<ItemDocument> items, CancellationToken cancel) => throw Never();

        public Task<IReadOnlyList<Outcome<ItemDocument>>> PatchAsync(string catalog, IReadOnlyList<ItemDocument> patches, CancellationToken cancel) => throw Never();

        public Task<ItemDocument?> DeleteAsync(string catalog, string id, CancellationToken cancel) => throw Never();

        public ValueTask<IReadOnlyList<string>> QueryAsync(string catalog, StoreQuery query, int take, CancellationToken cancel) => ValueTask.FromResult<IReadOnlyList<string>>([]);
    }

    private static InvalidOperationException Never() => new("Rules are only checked here; nothing is written.");
}
