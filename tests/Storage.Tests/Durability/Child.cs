using System.Globalization;
using System.Text;
using Reco.Contracts;
using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Recommend;
using Reco.Storage.Embedded;
using Reco.Storage.Tests.Embedded;

namespace Reco.Storage.Tests.Durability;

/// <summary>What the second process does.</summary>
internal static class Child
{
    /// <summary>Items of a batch, keys of a relation, and people who meet item n: all carry the batch's number.</summary>
    public const int Rows = 20;

    /// <summary>What a visitor does, and the visitors of an account until it is forgotten.</summary>
    public const int Visits = 3, Visitors = 7;

    /// <summary>Keys of a replaced relation: more than one step of it.</summary>
    public const int ReplacedKeys = 1_500;

    /// <summary>Time of the interactions of batch 0; those of batch n come n ms later.</summary>
    public const long FirstMs = 1_750_000_000_000;

    /// <summary>Holds the folder until it is killed or its input ends.</summary>
    public static async Task<int> HoldAsync(string folder)
    {
        await using var database = Database.Open(folder);
        Say("open", 0);
        await Console.In.ReadLineAsync();
        return 0;
    }

    /// <summary>Writes batch after batch by writers of every kind at once and says each number only when its write was acknowledged.</summary>
    public static async Task<int> WriteAsync(string folder, int start)
    {
        await using var world = await InteractionWorld.OpenAsync(folder);
        var database = world.Database;
        var items = new EmbeddedItems(database, Limits.Default);
        var rules = new EmbeddedRules(database, TimeProvider.System);
        var relations = new EmbeddedRelations(database, _ => new ItemNumbers(), Limits.Default);
        await items.PutCatalogAsync(Items.Define("shop", ("batch", AttributeType.Number)), default);
        var newest = await rules.ReadVersionsAsync("shop", "fruit", null, 1, default) is [var last] ? last.Revision : 0;
        Say("open", start);
        await Task.WhenAll(
            ForeverAsync("items", start, n => items.PutAsync("shop", [.. Enumerable.Range(0, Rows).Select(i => Items.Item($"i{i}", $"\"batch\":{n}"))], default)),
            ForeverAsync("interactions", start, n => world.AppendAsync([.. Enumerable.Range(0, Rows).Select(i => InteractionWorld.Row($"u{i}", $"n{n}", id: $"{n}", at: FirstMs + n))])),
            ForeverAsync("rules", start, async n => newest = (await rules.AppendAsync(new("shop", "fruit", 0, Encoding.UTF8.GetBytes($"{n}")), newest, default))!.Revision),
            ForeverAsync("upserts", start, n => relations.UpsertAsync("shop", "upserts", [.. Keys(Rows, n)], default)),
            ForeverAsync("replacements", start, n => relations.ReplaceAsync("shop", "replacements", Stream(Keys(ReplacedKeys, n)), default)));
        return 0;
    }

    /// <summary>Visitors who do <see cref="Visits"/> things each and then become one account, which is forgotten after every <see cref="Visitors"/> of them.</summary>
    public static async Task<int> MergeAsync(string folder, int start)
    {
        await using var world = await InteractionWorld.OpenAsync(folder);
        Say("open", start);
        await ForeverAsync("merged", start, async n =>
        {
            await world.AppendAsync([.. Enumerable.Range(0, Visits).Select(i => InteractionWorld.Row($"s{n}", $"v{n}-{i}", id: $"{n}-{i}", at: FirstMs + n))]);
            await world.People.MergeAsync(InteractionWorld.Catalog, "account", $"s{n}", default);
            if (n % Visitors == 0) await world.People.ForgetAsync(InteractionWorld.Catalog, "account", default);
        });
        return 0;
    }

    private static IEnumerable<RelationRow> Keys(int count, int n) => Enumerable.Range(0, count).Select(i => new RelationRow($"k{i}", [("x", n)]));

    private static async IAsyncEnumerable<RelationRow> Stream(IEnumerable<RelationRow> rows)
    {
        foreach (var row in rows) yield return row;
        await Task.CompletedTask;
    }

    private static async Task ForeverAsync(string what, int n, Func<int, Task> write)
    {
        while (true)
        {
            await write(++n);
            Say(what, n);
        }
    }

    private static void Say(string what, int n)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {n}"));
            Console.Out.Flush();
        }
    }
}
