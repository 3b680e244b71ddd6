using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Reco.Cli.Evaluate;
using Reco.Cli.Terminals;
using Xunit.Abstractions;

namespace Reco.Cli.Tests.EndToEnd;

/// <summary>A real grocery, from empty folder to full pages: filled by the command line, asked over HTTP for every household.</summary>
public sealed class RealShopTests(ITestOutputHelper output) : IDisposable
{
    private const int Page = 20;
    private const int OfOneDepartment = 8;

    /// <summary>The household's page: what goes with its last purchases, what people like it buy, and what it bought itself.</summary>
    private const string Weekly = """
        {
          "service": "grocery", "name": "weekly", "needs": ["user"],
          "candidates": [
            { "related": "goes-with", "to": "@user.last('purchase', 10)", "take": 200 },
            { "related": "similar", "to": "@user.last('purchase', 20)", "take": 200, "weight": 0.5 },
            { "popular": "all", "scope": ["user.age", "user.income"], "take": 200, "weight": 2 },
            { "history": "purchase", "take": 20 } ],
          "filters": [
            "@item.status == 'OK'",
            { "drop": "@item.id in user.last('dislike', 5)" },
            { "drop": "@user.impressions(item.id, '3d') >= 2", "rolling": true } ],
          "diversify": { "by": "@item.department", "atMost": 8 },
          "limit": 20, "fields": ["title", "department", "status"],
          "fallback": [ { "popular": "all", "take": 1000 } ]
        }
        """;

    private const string SameAge = """{ "service": "grocery", "name": "same-age", "needs": ["user"], "candidates": [ { "popular": "all", "scope": ["user.age"], "take": 50 } ], "limit": 50 }""";
    private const string Again = """{ "service": "grocery", "name": "again", "needs": ["user"], "candidates": [ { "history": "purchase", "take": 500 } ], "limit": 200 }""";

    private readonly Shell shell = new();
    private readonly HttpClient http = new();
    private readonly ConcurrentBag<double> milliseconds = [];
    private volatile ImmutableHashSet<string> soldOut = [];
    private CompleteJourney shop = null!;
    private string url = "";

    [PublicDataTheory]
    [InlineData("complete-journey")]
    public async Task Every_household_gets_full_pages_without_what_is_sold_out_or_disliked(string data)
    {
        var whole = Stopwatch.StartNew();
        shop = new CompleteJourney(Path.Combine(Environment.GetEnvironmentVariable("RECO_DATA")!, data));
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, false, TimeProvider.System, _ => null);
        // Machines that run tests may be busy with others: a source that comes late would cost its candidates, which is right for a shop and wrong here.
        await using var server = await ServerProcess.StartAsync(ServerProcess.Find(null, terminal), new Dictionary<string, string> { ["SourceMilliseconds"] = "5000" }, terminal, CancellationToken.None);
        url = server.Url;
        await FillAsync();
        await CountsAreThoseOfTheFileAsync();

        var shown = await AskEveryHouseholdAsync();
        await SeenTwiceMovesBehindAsync([.. shown.Keys.Order(StringComparer.Ordinal).Take(40)], shown);
        await SoldOutLeavesTheNextAnswerAsync();
        await AProductThatComesLaterWasBoughtBeforeAsync();

        var sorted = milliseconds.Order().ToArray();
        output.WriteLine($"{shop.Households.Count} households, {sorted.Length} pages of {Page}: {sorted.Average():F2} ms a page on average, {sorted[sorted.Length / 2]:F2} ms the median, {sorted[^1]:F1} ms the slowest; {whole.Elapsed.TotalSeconds:F1} s in all.");
    }

    /// <summary>The order matters in one point: popularity by scope counts from the moment that a rule asks for it, and only products and people that are there.</summary>
    private async Task FillAsync()
    {
        var types = JsonContent.Create(new { attributes = new { title = "text", department = "text", brand = "text", category = "text", status = "text" } });
        using (var declared = await http.PutAsync(new Uri($"{url}/api/catalogs/default"), types)) declared.EnsureSuccessStatusCode();
        await RunAsync("import items", shop.ProductsFile, "--map product_id=id --map product_type=title --map product_category=category --map package_size=size --map manufacturer_id=manufacturer --set status=OK");
        await RunAsync("import items", shell.Write("stock.csv", "id\n" + string.Join('\n', shop.SoldOut) + "\n"), "--merge --set status=SOLD_OUT");
        soldOut = [.. shop.SoldOut];
        await RunAsync("import users", shop.HouseholdsFile, "--map household_id=id --map kids_count=kids");
        foreach (var (name, rule) in new[] { ("weekly", Weekly), ("same-age", SameAge), ("again", Again) }) shell.Write($"rules/grocery/{name}.json", rule);
        await RunAsync("rules push", shell.Path("rules"), "", "--server");
        await RunAsync("import interactions", shop.PurchasesFile, "--type purchase --map household_id=user --map transaction_timestamp=at --map sales_value=value");
        Assert.StartsWith($"{shop.Purchases.Count:N0} rows: {shop.Purchases.Count:N0} accepted, 0 known before, 0 rejected.", shell.Output);
        await RunAsync("import interactions", shell.Write("dislikes.csv", shop.DislikesCsv()), "--type dislike --map household=user --map product=item --map when=at");
        await RunAsync("train goes-with --from", shop.PurchasesFile, "");
        await RunAsync("train similar --from", shop.PurchasesFile, "--map household_id=user --map transaction_timestamp=at");
    }

    private async Task RunAsync(string command, string file, string options, string where = "--to")
    {
        var started = Stopwatch.GetTimestamp();
        // Beside the file lies the progress of an import; the data set's own folder is left as it is.
        var copy = shell.Path(Path.GetFileName(file));
        if (!File.Exists(copy) && !Directory.Exists(copy)) File.Copy(file, copy);
        var code = await shell.RunAsync([.. command.Split(' '), copy, where, url, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.True(code == Exit.Done, $"{command} {file}: {shell.Output}{shell.Error}");
        output.WriteLine($"{command} {Path.GetFileName(file)}: {shell.Output.Trim().ReplaceLineEndings(" ")} ({Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s)");
    }

    /// <summary>The counts by age are those of the file, of all years, without the lines of products that there are not.</summary>
    private async Task CountsAreThoseOfTheFileAsync()
    {
        var lost = shop.Purchases.Count(p => !shop.Products.Contains(p.Item));
        Assert.Equal(222, lost);
        foreach (var age in shop.Households.GroupBy(h => h.Value))
        {
            var page = await AskAsync("same-age", age.First().Key);
            Assert.Equal(shop.Top(h => shop.Households.GetValueOrDefault(h) == age.Key, 50), Ids(page));
        }
    }

    private async Task<ConcurrentDictionary<string, List<string>>> AskEveryHouseholdAsync()
    {
        var shown = new ConcurrentDictionary<string, List<string>>();
        await Parallel.ForEachAsync(shop.Households.Keys, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (household, _) =>
        {
            var page = await AskAsync("weekly", household);
            shown[household] = Check(household, page, []);
            // Every fourth household turns the page, twice.
            for (var turn = 0; turn < 2 && int.Parse(household, System.Globalization.CultureInfo.InvariantCulture) % 4 == 0; turn++)
            {
                page = await AskAsync("weekly", household, $"&cursor={Uri.EscapeDataString((string)page["cursor"]!)}");
                shown[household].AddRange(Check(household, page, shown[household]));
            }
        });
        Assert.Equal(801, shown.Count);
        // Only the last five count: without this nobody would notice that more, or none but a random few, are dropped.
        Assert.Contains(shown, s => shop.Dislikes[s.Key].SkipLast(5).Intersect(s.Value).Any());
        output.WriteLine($"{shown.Sum(s => shop.Dislikes[s.Key].SkipLast(5).Intersect(s.Value).Count())} products shown that were disliked before the last five, {shown.Values.SelectMany(v => v).Distinct().Count():N0} different products in all.");
        return shown;
    }

    private async Task SeenTwiceMovesBehindAsync(string[] households, ConcurrentDictionary<string, List<string>> shown)
    {
        foreach (var household in households)
        {
            var seen = shown[household].Take(5).ToList();
            var rows = string.Concat(seen.Concat(seen).Select(item => new JsonObject { ["user"] = household, ["item"] = item, ["type"] = "impression" }.ToJsonString() + "\n"));
            using var taken = await http.PostAsync(new Uri($"{url}/api/interactions"), new StringContent(rows, Encoding.UTF8, "application/x-ndjson"));
            Assert.True(taken.IsSuccessStatusCode);
            var next = Check(household, await AskAsync("weekly", household), []);
            Assert.Empty(next.Intersect(seen));
        }
    }

    /// <summary>While households ask, what they are shown is sold out: it is gone from every answer that is asked for after the change was answered, and pages stay full.</summary>
    private async Task SoldOutLeavesTheNextAnswerAsync()
    {
        var latest = new ConcurrentQueue<string>();
        var open = true;
        var (before, pages) = (soldOut.Count, milliseconds.Count);
        var selling = SellAsync(latest, () => Volatile.Read(ref open));
        await Parallel.ForEachAsync(shop.Households.Keys, new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (household, _) =>
        {
            foreach (var item in Check(household, await AskAsync("weekly", household), []).Take(2)) latest.Enqueue(item);
            Check(household, await AskAsync("weekly", household), []);
        });
        Volatile.Write(ref open, false);
        await selling;
        Assert.True(soldOut.Count - before > 100);
        output.WriteLine($"{soldOut.Count - before} products were sold out while {milliseconds.Count - pages:N0} pages were asked for.");
    }

    private async Task SellAsync(ConcurrentQueue<string> latest, Func<bool> open)
    {
        while (open())
        {
            var items = new HashSet<string>();
            while (items.Count < 5 && latest.TryDequeue(out var item)) if (!soldOut.Contains(item)) items.Add(item);
            if (items.Count == 0)
            {
                await Task.Delay(1);
                continue;
            }
            using var sold = await http.PatchAsync(new Uri($"{url}/api/items"), JsonContent.Create(items.Select(id => new { id, status = "SOLD_OUT" })));
            Assert.True(sold.StatusCode == System.Net.HttpStatusCode.OK, await sold.Content.ReadAsStringAsync());
            soldOut = soldOut.Union(items);
        }
    }

    /// <summary>Lines of unknown products are interactions like others: when the product comes, it is in the history.</summary>
    private async Task AProductThatComesLaterWasBoughtBeforeAsync()
    {
        var (household, item) = shop.Purchases.First(p => !shop.Products.Contains(p.Item));
        Assert.DoesNotContain(item, Ids(await AskAsync("again", household)));
        using var put = await http.PutAsync(new Uri($"{url}/api/items"), JsonContent.Create(new[] { new { id = item, title = "Found again", status = "OK" } }));
        Assert.True(put.IsSuccessStatusCode);
        Assert.Contains(item, Ids(await AskAsync("again", household)));
    }

    private async Task<JsonNode> AskAsync(string rule, string household, string more = "")
    {
        var gone = soldOut;
        var started = Stopwatch.GetTimestamp();
        var body = await http.GetByteArrayAsync(new Uri($"{url}/api/recommend/grocery/{rule}?user={household}{more}"));
        if (rule == "weekly") milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        var page = JsonNode.Parse(body)!;
        if (rule == "weekly") Assert.DoesNotContain(Ids(page), gone.Contains);
        return page;
    }

    /// <summary>What every page promises; gives its products.</summary>
    private List<string> Check(string household, JsonNode page, IReadOnlyCollection<string> shownBefore)
    {
        var ids = Ids(page);
        Assert.Equal(Page, ids.Count);
        Assert.Equal(Page, ids.Distinct().Count());
        Assert.Empty(ids.Intersect(shownBefore));
        Assert.Empty(ids.Intersect(shop.Dislikes[household].TakeLast(5)));
        Assert.All(ids, id => Assert.Contains(id, shop.Products));
        Assert.All(page["items"]!.AsArray(), item => Assert.Equal("OK", (string)item!["status"]!));
        Assert.All(page["items"]!.AsArray().CountBy(item => (string)item!["department"]!), d => Assert.InRange(d.Value, 1, OfOneDepartment));
        Assert.True(page["degraded"] is null, $"{household}: degraded");
        return ids;
    }

    private static List<string> Ids(JsonNode page) => [.. page["items"]!.AsArray().Select(item => (string)item!["id"]!)];

    public void Dispose()
    {
        http.Dispose();
        shell.Dispose();
    }
}
