using Reco.Contracts;
using Reco.Domain.Catalogs;
using Reco.Domain.Recommend;
using Reco.Domain.Rules.Testing;

namespace Reco.Domain.Tests.Rules.Testing;

/// <summary>The stores of rule tests keep the promises of every store.</summary>
public sealed class MemoryItemsTests : ItemStoreContract
{
    public override Task DisposeAsync() => Task.CompletedTask;

    protected override Task<IItemStore> OpenAsync() => Task.FromResult<IItemStore>(new MemoryItems(Limits.Default));
}

/// <summary>The same for relations.</summary>
public sealed class MemoryRelationsTests : RelationsContract
{
    public override Task DisposeAsync() => Task.CompletedTask;

    protected override Task<IRelations> OpenAsync() => Task.FromResult<IRelations>(new MemoryRelations(_ => Ids, Limits.Default));
}
