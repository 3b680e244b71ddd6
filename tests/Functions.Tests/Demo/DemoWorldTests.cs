using System.Text;
using System.Text.Json;
using Reco.Domain.Recommend;
using Reco.Functions.Demo;

namespace Reco.Functions.Tests.Demo;

public class DemoWorldTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);
    private static readonly DemoWorld World = new(Now);

    [Fact]
    public void It_is_the_same_at_every_run()
    {
        Assert.Equal(Text(World), Text(new DemoWorld(Now)));
        static string Text(DemoWorld world) => string.Join('\n',
            world.Products.Select(p => Encoding.UTF8.GetString(p.ToDocument().Json.Span))
                .Concat(world.People.Select(p => Encoding.UTF8.GetString(p.Attributes())))
                .Concat(world.Interactions.Select(i => $"{i.User} {i.Id} {i.Type} {i.Item} {i.AtMs} {i.Basket} {i.Position}"))
                .Concat(world.Similar().Concat(world.GoesWith()).Select(r => $"{r.Key} {string.Join(' ', r.Related)}")));
    }

    /// <summary>The shop that is opened a week later has the same people do the same things a week later.</summary>
    [Fact]
    public void Only_the_times_move_with_the_clock()
    {
        var later = new DemoWorld(Now.AddDays(7));

        Assert.Equal(World.Interactions.Select(i => (i.User, i.Id, i.Type, i.Item)), later.Interactions.Select(i => (i.User, i.Id, i.Type, i.Item)));
        Assert.All(World.Interactions.Zip(later.Interactions), pair => Assert.Equal(TimeSpan.FromDays(7).TotalMilliseconds, pair.Second.AtMs - pair.First.AtMs));
    }

    [Fact]
    public void It_is_as_large_as_promised()
    {
        Assert.InRange(World.Products.Count, 300, 320);
        Assert.Equal(1000, World.People.Count);
        Assert.InRange(World.Interactions.Count, 28_000, 60_000);
        Assert.Equal(World.Products.Count, World.Products.Select(p => p.Id).Distinct().Count());
    }

    [Fact]
    public void Everything_happened_in_the_four_weeks_before_now()
    {
        Assert.All(World.Interactions, i => Assert.InRange(i.AtMs, Now.AddDays(-28).ToUnixTimeMilliseconds(), Now.ToUnixTimeMilliseconds()));
        Assert.All(World.Products, p => Assert.InRange(p.CreatedAt, Now.AddDays(-200), Now));
    }

    /// <summary>A refill after a kill finds every id among the ones a profile remembers.</summary>
    [Fact]
    public void Nobody_has_more_rows_than_a_profile_remembers_ids()
    {
        Assert.All(World.Interactions.GroupBy(i => i.User), person =>
        {
            Assert.InRange(person.Count(), 1, Reco.Domain.Limits.Default.RecentIds);
            Assert.Equal(person.Count(), person.Select(i => i.Id).Distinct().Count());
        });
    }

    [Fact]
    public void Every_type_occurs_and_names_a_product()
    {
        var ids = World.Products.Select(p => p.Id).ToHashSet();

        Assert.Equal(["click", "dislike", "impression", "like", "purchase", "view"], World.Interactions.Select(i => i.Type).Distinct().Order());
        Assert.All(World.Interactions, i => Assert.Contains(i.Item!, ids));
    }

    [Fact]
    public void Pictures_are_small_and_titles_speak_both_languages()
    {
        foreach (var product in World.Products)
        {
            var item = JsonDocument.Parse(product.ToDocument().Json).RootElement;
            var image = item.GetProperty("image").GetString()!;
            Assert.InRange(image.Length, 100, 1023);
            Assert.StartsWith("data:image/svg+xml,%3Csvg", image, StringComparison.Ordinal);
            System.Xml.Linq.XDocument.Parse(Uri.UnescapeDataString(image["data:image/svg+xml,".Length..]));
            Assert.Equal($"{item.GetProperty("titleKo")} {item.GetProperty("titleEn")}", item.GetProperty("title").GetString());
        }
    }

    [Theory]
    [InlineData("milk", "granola")]
    [InlineData("flour", "sugar")]
    [InlineData("ramen", "green-onion")]
    [InlineData("pasta", "tomato-sauce")]
    public void What_people_buy_together_goes_together(string kind, string expected)
    {
        var kinds = World.Products.ToDictionary(p => p.Id, p => p.Kind);
        var found = World.GoesWith().Single(r => r.Key == kind).Related.Take(15).Select(r => kinds[r.Id]);

        Assert.Contains(expected, found);
    }

    [Fact]
    public void Similar_fruit_is_mostly_fruit()
    {
        var categories = World.Products.ToDictionary(p => p.Id, p => p.Category);
        RelationRow grape = World.Similar().Single(r => r.Key == "grape");

        Assert.InRange(grape.Related.Take(10).Count(r => categories[r.Id] == "fruit"), 6, 10);
    }

    [Fact]
    public void What_the_rules_pin_is_in_stock() => Assert.All(World.Products.Where(p => p.Id is "banana" or "tomato"), p => Assert.True(p.InStock));
}
