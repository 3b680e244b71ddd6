using System.Collections.Concurrent;
using System.Text;
using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Storage.Embedded;

namespace Reco.Storage.Tests.Embedded;

/// <summary>The embedded stores of interactions over one data folder, wired as the server does it, with items a … j of which odd ones are fruit.</summary>
internal sealed class InteractionWorld : IAsyncDisposable
{
    public const string Catalog = CatalogDefinition.DefaultName;

    private InteractionWorld(Database database, LiveCatalogs catalogs, Limits limits)
    {
        (Database, Catalogs) = (database, catalogs);
        var letters = new DeadLetterTable(limits, TimeProvider.System, Notices.Enqueue);
        Profiles = new EmbeddedProfiles(database, limits);
        Counters = new EmbeddedCounters(database, catalogs, new InteractionTypes(), TimeProvider.System, letters);
        People = new EmbeddedPeople(database, Profiles, Counters, limits);
        Log = new EmbeddedInteractionLog(database, Profiles, Counters, letters, limits);
        Letters = new EmbeddedDeadLetters(database, letters, Log);
    }

    public Database Database { get; }
    public LiveCatalogs Catalogs { get; }
    public EmbeddedProfiles Profiles { get; }
    public EmbeddedPeople People { get; }
    public EmbeddedCounters Counters { get; }
    public EmbeddedInteractionLog Log { get; }
    public EmbeddedDeadLetters Letters { get; }

    /// <summary>What was told of letters, in order.</summary>
    public ConcurrentQueue<DeadLetterNotice> Notices { get; } = [];

    public static async Task<InteractionWorld> OpenAsync(string folder, bool load = true, Limits? limits = null)
    {
        var catalogs = new LiveCatalogs(new TenItems());
        await catalogs.LoadAsync(default);
        var world = new InteractionWorld(Database.Open(folder), catalogs, limits ?? Limits.Default);
        if (load) await world.Counters.LoadAsync(default);
        return world;
    }

    /// <summary>Opens what a kill of the process at this moment would leave behind.</summary>
    public async Task<InteractionWorld> KilledAsync(string folder)
    {
        foreach (var file in Directory.GetFiles(Database.Folder, Database.FileName + "*"))
        {
            await using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var to = File.Create(Path.Combine(folder, Path.GetFileName(file)));
            await from.CopyToAsync(to);
        }
        return await OpenAsync(folder);
    }

    public Task<AppendResult> AppendAsync(params Interaction[] rows) => Log.AppendAsync(Catalog, rows, default);

    public static Interaction Row(string user, string item, string type = "view", string? id = null, long at = 1_750_000_000_000) =>
        new() { User = user, Item = item, Type = type, AtMs = at, Id = id };

    /// <summary>The impression of a whole page of <c>shop/rule</c>.</summary>
    public static Interaction Page(string user, params string[] items) =>
        Row(user, "", "impression") with { Item = null, RequestId = $"{RequestIds.Next()}.1.A", Page = new ShownPage("shop/rule", 0, 1_750_000_000_000, items) };

    public Task SqlAsync(string sql) => Database.WriteAsync(session => { session.Execute(sql); return 0; }, default);

    public async Task<string[]> LastAsync(string user, string type = "view") =>
        await Profiles.ReadAsync(Catalog, user, default) is { } profile ? [.. profile.Last(type, 10).Select(e => profile.ItemId(e))] : [];

    /// <summary>Items and counts, as <c>a 2, b 1</c>.</summary>
    public string Top(PopularityScope scope, params string[] values)
    {
        var top = Counters.Of(Catalog).Top(HalfLife.All, scope, values, 10, 1_750_000_000_000);
        return string.Join(", ", top.Items.Select((n, i) => $"{Catalogs.Ids(Catalog).Id(n)} {top.Counts[i]}"));
    }

    public async ValueTask DisposeAsync()
    {
        await Counters.DisposeAsync();
        await Database.DisposeAsync();
        Catalogs.Dispose();
    }

    /// <summary>Only reads: what the catalogs load.</summary>
    private sealed class TenItems : IItemStore
    {
        public Task<IReadOnlyList<CatalogDefinition>> ReadCatalogsAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<CatalogDefinition>>([CatalogDefinition.Empty(Catalog)]);

        public async IAsyncEnumerable<ItemDocument> ReadAllAsync(string catalog, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
        {
            await Task.CompletedTask;
            for (var i = 0; i < 10; i++)
            {
                yield return new ItemDocument($"{(char)('a' + i)}", Encoding.UTF8.GetBytes($$"""{"id":"{{(char)('a' + i)}}","category":"{{(i % 2 == 0 ? "fruit" : "bread")}}"}"""), i + 1);
            }
        }

        public Task PutCatalogAsync(CatalogDefinition definition, CancellationToken cancel) => throw new NotSupportedException();
        public ValueTask<ItemDocument?[]> ReadAsync(string catalog, IReadOnlyList<string> ids, CancellationToken cancel) => throw new NotSupportedException();
        public Task<IReadOnlyList<ItemDocument>> PutAsync(string catalog, IReadOnlyList<ItemDocument> items, CancellationToken cancel) => throw new NotSupportedException();
        public Task<IReadOnlyList<Outcome<ItemDocument>>> PatchAsync(string catalog, IReadOnlyList<ItemDocument> patches, CancellationToken cancel) => throw new NotSupportedException();
        public Task<ItemDocument?> DeleteAsync(string catalog, string id, CancellationToken cancel) => throw new NotSupportedException();
        public ValueTask<IReadOnlyList<string>> QueryAsync(string catalog, StoreQuery query, int take, CancellationToken cancel) => throw new NotSupportedException();
    }
}
