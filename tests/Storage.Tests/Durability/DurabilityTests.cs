using System.Globalization;
using System.Text;
using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Recommend;
using Reco.Storage.Embedded;
using Reco.Storage.Tests.Embedded;

namespace Reco.Storage.Tests.Durability;

public sealed class DurabilityTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_nothing_is_half_done_however_often_the_process_dies()
    {
        var random = new Random(20_240_301);
        var (acknowledged, total) = (new Dictionary<string, int>(), 0);
        for (var round = 0; round < 20; round++)
        {
            using (var child = ChildProcess.Start("write", folder, total.ToString(CultureInfo.InvariantCulture)))
            {
                await Task.Delay(random.Next(1, 250));
                foreach (var (what, n) in child.Kill()) acknowledged[what] = n;
            }
            await using var world = await InteractionWorld.OpenAsync(folder);
            var found = await ReadAsync(world.Database);
            found["interactions"] = await ReadAsync(world);
            foreach (var (what, n) in acknowledged) Assert.True(found[what] >= n, $"round {round}: {what} {n} was acknowledged, {found[what]} is there");
            total = found.Values.Append(total).Max();
        }
        Assert.Equal(5, acknowledged.Count);
    }

    [Fact]
    public async Task A_merge_and_a_forgetting_are_whole_or_not_at_all_however_often_the_process_dies()
    {
        var random = new Random(20_240_302);
        var reached = 0;
        for (var round = 0; round < 12; round++)
        {
            var acknowledged = 0;
            using (var child = ChildProcess.Start("merge", folder, reached.ToString(CultureInfo.InvariantCulture)))
            {
                await Task.Delay(random.Next(1, 200));
                acknowledged = child.Kill().GetValueOrDefault("merged");
            }
            await using var world = await InteractionWorld.OpenAsync(folder);
            reached = Math.Max(reached, acknowledged);
            var merged = reached % Child.Visitors;
            var (before, after) = (Told("account", merged), Told("account", merged + 1));
            List<(string, string)> steps = [(before, "nobody"), (before, Told($"s{reached + 1}", 0)), (after, after)];
            if (merged + 1 == Child.Visitors) steps.Add(("nobody", "nobody"));
            var state = (await ToldAsync(world, "account"), await ToldAsync(world, $"s{reached + 1}"));
            Assert.Contains(state, steps);
            // Forgotten before it could be said: who visits again then is somebody new.
            if (merged + 1 == Child.Visitors && state == ("nobody", "nobody")) reached++;
        }
        Assert.True(reached > Child.Visitors);

        static string Told(string name, int names) =>
            name == "account" && names == 0 ? "nobody" : $"{name} of {names} names, {Math.Max(1, names) * Child.Visits} rows, {Math.Max(1, names) * Child.Visits} in its history";
    }

    private static async Task<string> ToldAsync(InteractionWorld world, string name) => await world.People.FindAsync(InteractionWorld.Catalog, name, default) is { } person
        ? $"{person.Name} of {person.MergedNames.Count} names, {person.Rows} rows, {person.Profile.History("view").Length} in its history"
        : "nobody";

    /// <summary>The number that all rows of each kind carry.</summary>
    private static async Task<Dictionary<string, int>> ReadAsync(Database database)
    {
        var items = new EmbeddedItems(database, Limits.Default);
        var numbers = new HashSet<int>();
        await foreach (var item in items.ReadAllAsync("shop", default)) numbers.Add(JsonDocument.Parse(item.Json).RootElement.GetProperty("batch").GetInt32());
        var batch = numbers.Count == 0 ? 0 : Assert.Single(numbers);
        var indexed = new StoreCondition.Compare(
            ComparisonOperator.Equal, new StoreOperand.Attribute("batch", AttributeType.Number), new StoreOperand.Constant(Value.Of((double)batch)));
        Assert.Equal(batch == 0 ? 0 : Child.Rows, (await items.QueryAsync("shop", new StoreQuery(indexed, null), 100, default)).Count);

        var rule = (await new EmbeddedRules(database, TimeProvider.System).ReadChangesAsync(0, default)).SingleOrDefault();
        var relations = new EmbeddedRelations(database, _ => new ItemNumbers(), Limits.Default);
        await relations.Cleaning;
        return new()
        {
            ["items"] = batch,
            ["rules"] = rule is null ? 0 : int.Parse(Encoding.UTF8.GetString(rule.Json.Span), CultureInfo.InvariantCulture),
            ["upserts"] = await ReadAsync(relations, "upserts", Child.Rows),
            ["replacements"] = await ReadAsync(relations, "replacements", Child.ReplacedKeys),
        };
    }

    /// <summary>The newest batch of interactions: whole in the log like all before it, and folded into the profile of everybody in it.</summary>
    private static async Task<int> ReadAsync(InteractionWorld world)
    {
        var batches = new Dictionary<string, int>();
        await foreach (var row in world.Log.ReadAllAsync(InteractionWorld.Catalog, default)) batches[row.Item!] = batches.GetValueOrDefault(row.Item!) + 1;
        Assert.All(batches.Values, rows => Assert.Equal(Child.Rows, rows));
        var newest = batches.Keys.Select(b => int.Parse(b.AsSpan(1), CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
        for (var i = 0; i < Child.Rows && newest > 0; i++) Assert.Equal($"n{newest}", (await world.LastAsync($"u{i}"))[0]);
        return newest;
    }

    private static async Task<int> ReadAsync(EmbeddedRelations relations, string name, int keys)
    {
        var lists = new RelationList?[keys];
        await relations.Open("shop", name).ReadAsync([.. Enumerable.Range(0, keys).Select(i => $"k{i}")], lists, default);
        return (int)Assert.Single(lists.Select(l => l?.Scores[0] ?? 0).Distinct());
    }
}
