using Reco.Contracts;
using Reco.Domain.Interactions;
using Reco.Storage.Embedded;

namespace Reco.Storage.Tests.Embedded;

public sealed class EmbeddedPeopleTests : ProfileStoreContract
{
    private readonly string folder = Directory.CreateTempSubdirectory("reco-test-").FullName;
    private InteractionWorld? world;

    protected override async Task<PeopleStores> OpenAsync()
    {
        if (world is not null) await world.DisposeAsync();
        world = await InteractionWorld.OpenAsync(folder, limits: Limits);
        return new(world.Profiles, world.People, world.Log);
    }

    protected override async Task RedeliverAsync(string catalog, IReadOnlyList<Interaction> rows)
    {
        var last = await SetLastAsync(0);
        await world!.Log.AppendAsync(catalog, rows, default);
        await SetLastAsync(last);
    }

    public override async Task DisposeAsync()
    {
        await world!.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private Task<long> SetLastAsync(long to) => world!.Database.WriteAsync(
        session =>
        {
            var last = PeopleTable.Head(session).Last;
            session.Execute($"UPDATE log_head SET last = {to}");
            return last;
        },
        default);
}
