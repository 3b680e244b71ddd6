using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Reco.Domain.Interactions;
using Reco.Functions.Demo;

namespace Reco.Functions.Tests.Demo;

/// <summary>The demo shop behind the whole server, as who starts it for the first time meets it.</summary>
public class DemoShopTests(DemoShopTests.FilledServer server) : IClassFixture<DemoShopTests.FilledServer>
{
    public static TheoryData<string, int> Calls
    {
        get
        {
            var calls = new TheoryData<string, int>();
            // One of each household at least, strangers, and a basket.
            foreach (var user in new[] { "u1", "u2", "u3", "u7", "u42", "u500", "u999", "u1000", "a-stranger" })
            {
                calls.Add($"fruit?user={user}", 20);
                calls.Add($"for-you?user={user}", 20);
                calls.Add($"popular?user={user}", 20);
                calls.Add($"goes-with?user={user}&item=milk", 12);
            }
            calls.Add("fruit", 20);
            calls.Add("popular", 20);
            calls.Add("goes-with?item=pasta&item=tomato", 12);
            calls.Add("goes-with?item=nothing-like-it", 12);
            return calls;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_page_is_full_and_shows_only_what_can_be_bought(string call, int items)
    {
        var reply = await server.GetAsync($"/api/recommend/grocery/{call}");

        var page = JsonDocument.Parse(reply.Body).RootElement;
        Assert.True(reply.Status == 200, reply.Body);
        Assert.False(page.TryGetProperty("degraded", out _), reply.Body);
        var ids = page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!).ToList();
        Assert.Equal(items, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Contains(id, FilledServer.InStock));
    }

    [Fact]
    public async Task Ages_and_regions_have_popular_lists_of_their_own()
    {
        var people = People.Build();
        var young = await server.GetAsync($"/api/recommend/grocery/popular?user={people.First(p => p is { AgeBand: "20s", Region: "Seoul", Avoids: null }).Id}");
        var old = await server.GetAsync($"/api/recommend/grocery/popular?user={people.First(p => p is { AgeBand: "60s", Region: "Seoul", Avoids: null }).Id}");

        Assert.NotEqual(Ids(young.Body), Ids(old.Body));
    }

    [Fact]
    public async Task What_goes_with_granola_is_breakfast()
    {
        var reply = await server.GetAsync("/api/recommend/grocery/goes-with?item=granola");

        Assert.Contains(Ids(reply.Body), id => id.StartsWith("milk", StringComparison.Ordinal) || id.StartsWith("yogurt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_marker_of_the_filling_is_gone()
    {
        Assert.False(server.Services.GetRequiredService<DemoShop>().IsNeeded);
        Assert.Equal(404, (await server.GetAsync("/api/items/demo-shop-is-being-filled")).Status);
    }

    /// <summary>A filling that was cut off is done again at the next start: nothing counts twice.</summary>
    [Fact]
    public async Task Filling_again_changes_nothing()
    {
        var shop = server.Services.GetRequiredService<DemoShop>();
        var counts = server.Services.GetRequiredService<Func<string, IPopularity>>()(DemoShop.Catalog);
        double[] Top() => counts.Top(HalfLife.Month, PopularityScope.Everyone, [], 20, DateTimeOffset.Parse("2100-01-01T00:00:00Z").ToUnixTimeMilliseconds()).Counts;
        var before = Top();

        await shop.FillAsync(CancellationToken.None);

        Assert.Equal(before, Top());
    }

    private static List<string> Ids(string page) => [.. JsonDocument.Parse(page).RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!)];

    /// <summary>A server that filled its empty folder by itself.</summary>
    public sealed class FilledServer : RunningServer
    {
        public FilledServer() => Settings = ["--Reco:Demo=true"];

        public static IReadOnlySet<string> InStock { get; } = Assortment.Build(DateTimeOffset.UnixEpoch).Where(p => p.InStock).Select(p => p.Id).ToHashSet();
    }
}
