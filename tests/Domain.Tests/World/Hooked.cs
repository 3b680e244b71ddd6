using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Domain.Rules.Testing;

namespace Reco.Domain.Tests.World;

/// <summary>Items whose queries a test may answer itself.</summary>
internal sealed class HookedItems(Limits limits) : MemoryItems(limits)
{
    public Func<StoreQuery, int, IReadOnlyList<string>>? Queried { get; set; }

    public override ValueTask<IReadOnlyList<string>> QueryAsync(string catalog, StoreQuery query, int take, CancellationToken cancel) =>
        Queried is { } answer ? new(answer(query, take)) : base.QueryAsync(catalog, query, take, cancel);
}

/// <summary>Profiles whose reads are counted, and fail when a test says so.</summary>
internal sealed class HookedProfiles : MemoryProfiles
{
    public int Reads { get; private set; }

    public Exception? Failure { get; set; }

    public override ValueTask<Profile?> ReadAsync(string catalog, string user, CancellationToken cancel)
    {
        Reads++;
        return Failure is null ? base.ReadAsync(catalog, user, cancel) : ValueTask.FromException<Profile?>(Failure);
    }
}

/// <summary>Fragments that come late, and not at all when a test says so.</summary>
internal sealed class HookedFragments(IItemStore store) : MemoryFragments(store)
{
    public Exception? Failure { get; set; }

    public override async ValueTask ReadAsync(Catalog catalog, CatalogSnapshot snapshot, FieldShape shape, ReadOnlyMemory<int> items, byte[]?[] into, CancellationToken cancel)
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        if (Failure is not null) throw Failure;
        await base.ReadAsync(catalog, snapshot, shape, items, into, cancel);
    }
}

/// <summary>Relations that a test may make fail or never answer.</summary>
internal sealed class HookedRelations(Func<string, ItemNumbers> ids, Limits limits) : MemoryRelations(ids, limits)
{
    public Func<string, CancellationToken, Task>? Before { get; set; }

    public override IRelation Open(string catalog, string name) => new Relation(this, base.Open(catalog, name), name);

    private sealed class Relation(HookedRelations all, IRelation relation, string name) : IRelation
    {
        public ValueTask ReadAsync(IReadOnlyList<string> keys, RelationList?[] into, CancellationToken cancel) =>
            all.Before is { } before ? Wait(before, keys, into, cancel) : relation.ReadAsync(keys, into, cancel);

        private async ValueTask Wait(Func<string, CancellationToken, Task> before, IReadOnlyList<string> keys, RelationList?[] into, CancellationToken cancel)
        {
            await before(name, cancel);
            await relation.ReadAsync(keys, into, cancel);
        }
    }
}
