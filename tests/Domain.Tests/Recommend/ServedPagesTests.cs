using System.Text.Json;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Domain.Tests.World;

namespace Reco.Domain.Tests.Recommend;

public class ServedPagesTests
{
    private const string Rule = """{ "service": "shop", "name": "all", "candidates": [ { "items": ["b", "gone", "a"] } ], "buckets": [ { "name": "A", "share": 100 } ] }""";

    private readonly JsonElement world = JsonSerializer.SerializeToElement(new { items = new[] { new { id = "a" }, new { id = "b" } } });

    [Fact]
    public async Task A_page_is_known_by_its_whole_name_with_what_it_showed_in_order()
    {
        var (shop, rule) = await MakeAsync();
        var pages = new ServedPages(shop.Limits, shop.Clock);
        var name = await ServeAsync(shop, rule, pages, "ann");
        var page = pages.Find("default", name)!;
        Assert.Equal(("ann", "shop/all", 0, "b, a"), (page.User, page.Page.Rule, page.Page.Canary, string.Join(", ", page.Page.Items)));
        foreach (var forged in (string[])[$"{name}B", name[..^2], name.Replace(".7.", ".8.", StringComparison.Ordinal), RequestIds.Of(RequestIds.Next(), 7, "A"), "", "x"]) Assert.Null(pages.Find("default", forged));
        Assert.Null(pages.Find("other", name));
        pages.Forget(["ann"]);
        Assert.Null(pages.Find("default", name));
    }

    [Fact]
    public async Task A_page_is_forgotten_when_its_time_is_over()
    {
        var (shop, rule) = await MakeAsync();
        var pages = new ServedPages(shop.Limits with { ServedPageMinutes = 2 }, shop.Clock);
        var name = await ServeAsync(shop, rule, pages, null);
        shop.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.NotNull(pages.Find("default", name));
        shop.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(pages.Find("default", name));
    }

    [Theory]
    [InlineData(64, long.MaxValue)]
    [InlineData(int.MaxValue - 31, 64 * 420)]
    [InlineData(0, long.MaxValue)]
    public async Task The_oldest_leave_when_there_are_too_many_or_they_are_too_large(int most, long bytes)
    {
        var (shop, rule) = await MakeAsync();
        var pages = new ServedPages(shop.Limits with { ServedPages = most, ServedPageBytes = bytes }, shop.Clock);
        var names = new List<string>();
        for (var i = 0; i < 1_000; i++) names.Add(await ServeAsync(shop, rule, pages, "u"));
        var known = names.Where(n => pages.Find("default", n) is not null).ToList();
        Assert.InRange(known.Count, 0, most == 0 ? 0 : 64);
        if (most > 0) Assert.Contains(names[^1], known);
        Assert.DoesNotContain(names[0], known);
    }

    private async Task<(ShopWorld, CompiledRule)> MakeAsync()
    {
        var shop = await ShopWorld.MakeAsync(world);
        return (shop, await shop.CompileAsync(Rule));
    }

    private static async Task<string> ServeAsync(ShopWorld shop, CompiledRule rule, ServedPages pages, string? user)
    {
        using var answer = await shop.Recommender.RecommendAsync(rule, new RecommendRequest { RequestId = RequestIds.Next(), User = user }, default);
        Assert.Null(pages.Keep(answer));
        return answer.RequestId;
    }
}
