using System.Collections.Frozen;
using Reco.Domain.Catalogs;
using Reco.Domain.Rules;

namespace Reco.Domain.Tests.Rules;

public class RulePublisherTests
{
    private const string Broken = """{ "service": "grocery", "name": "fruit", "candidates": [] }""";

    [Fact]
    public async Task A_published_rule_serves_at_once_under_the_stored_revision()
    {
        using var world = await RuleTestWorld.Create();
        var outcome = await world.Put("fruit", RuleSamples.Rule());
        Assert.Equal(1, outcome.Stored!.Revision);
        Assert.Equal(1, world.Live.Current.Find("grocery/fruit")!.Version);
        Assert.Equal(2, (await world.Put("fruit", RuleSamples.Rule("\"limit\": 3"))).Stored!.Revision);
        Assert.Equal(3, world.Live.Current.Find("grocery/fruit")!.Buckets[0].Limit);
    }

    [Fact]
    public async Task A_bad_version_keeps_the_last_good_one()
    {
        using var world = await RuleTestWorld.Create();
        await world.Put("fruit", RuleSamples.Rule());
        var outcome = await world.Put("fruit", Broken);
        Assert.Equal("$.candidates: the list is empty. Write at least one.", RuleSamples.Text(outcome.Faults));
        Assert.Equal(RuleRefusal.None, outcome.Refusal);
        Assert.Equal(1, world.Live.Current.Find("grocery/fruit")!.Version);
        Assert.Single(await world.Rules.ReadChangesAsync(0, default), r => r.Revision == 1);
    }

    [Fact]
    public async Task A_change_of_another_revision_than_the_newest_is_a_conflict()
    {
        using var world = await RuleTestWorld.Create();
        await world.Put("fruit", RuleSamples.Rule());
        Assert.Equal(RuleRefusal.Conflict, (await world.Put("fruit", RuleSamples.Rule(), ifMatch: 0)).Refusal);
        Assert.Equal(RuleRefusal.Conflict, (await world.Put("fruit", RuleSamples.Rule(), ifMatch: 7)).Refusal);
        Assert.NotNull((await world.Put("fruit", RuleSamples.Rule(), ifMatch: 1)).Stored);
        Assert.Equal(RuleRefusal.Conflict, (await world.Publisher.DeleteAsync("grocery", "fruit", 1, RuleNote.None, default)).Refusal);
        Assert.Equal(2, world.Live.Current.Find("grocery/fruit")!.Version);
    }

    [Fact]
    public async Task A_refused_change_starts_no_counts_and_reserves_no_column()
    {
        using var world = await RuleTestWorld.Create();
        var columns = world.Catalogs.Find("default")!.Current.Values.Length;
        await world.Put("fruit", RuleSamples.Rule("\"filters\": [ \"@item.new == 1\" ]"), ifMatch: 7);
        Assert.Equal((columns, 0), (world.Catalogs.Find("default")!.Current.Values.Length, world.Catalogs.Find("default")!.Unfilled.Count));
        Assert.Empty(world.Popularity("default").Declared);
        await world.Put("fruit", RuleSamples.Rule());
        Assert.Equal(["7d"], world.Popularity("default").Declared);
    }

    [Fact]
    public async Task A_deleted_rule_is_not_found()
    {
        using var world = await RuleTestWorld.Create();
        await world.Put("fruit", RuleSamples.Rule());
        Assert.True((await world.Publisher.DeleteAsync("grocery", "fruit", null, RuleNote.None, default)).Stored!.Deleted);
        Assert.Null(world.Live.Current.Find("grocery/fruit"));
        Assert.Equal(RuleRefusal.Unknown, (await world.Publisher.DeleteAsync("grocery", "fruit", null, RuleNote.None, default)).Refusal);
    }

    [Fact]
    public async Task At_start_a_rule_that_does_not_compile_is_left_out_and_named()
    {
        using var world = await RuleTestWorld.Create();
        await world.Rules.StoreAsync("grocery", "fruit", Broken);
        await world.Rules.StoreAsync("grocery", "bread", RuleSamples.Rule(name: "bread"));
        await world.Publisher.LoadAsync(default);
        Assert.Equal("grocery/bread", Assert.Single(world.Live.Current.All.Values, r => r.Serving is not null).Newest.Key);
        var rejected = Assert.Single(world.Publisher.Rejected);
        Assert.Equal("grocery/fruit $.candidates: the list is empty. Write at least one.", $"{rejected.Newest.Key} {RuleSamples.Text(rejected.Faults)}");
    }

    [Fact]
    public async Task A_bad_revision_of_another_instance_leaves_the_last_good_one_serving()
    {
        using var world = await RuleTestWorld.Create();
        await world.Put("fruit", RuleSamples.Rule());
        await world.Put("bread", RuleSamples.Rule(name: "bread"));
        var bread = world.Live.Current.Find("grocery/bread");
        await world.Rules.StoreAsync("grocery", "fruit", Broken);
        await world.Publisher.LoadAsync(default);
        Assert.Equal(1, world.Live.Current.Find("grocery/fruit")!.Version);
        Assert.Equal((3, 1), (world.Publisher.Status["grocery/fruit"].Newest.Revision, world.Publisher.Status["grocery/fruit"].Serving!.Version));
        Assert.Same(bread, world.Live.Current.Find("grocery/bread"));
    }

    [Fact]
    public async Task A_new_instance_starts_with_the_newest_revision_that_compiles()
    {
        using var world = await RuleTestWorld.Create();
        await StoreAsync(world, RuleSamples.Rule("\"limit\": 1"), RuleSamples.Rule("\"limit\": 2"), Broken, "no JSON");
        await world.Publisher.LoadAsync(default);
        var status = world.Publisher.Status["grocery/fruit"];
        Assert.Equal((4, 2, 2), (status.Newest.Revision, status.Serving!.Version, world.Live.Current.Find("grocery/fruit")!.Buckets[0].Limit));
        Assert.StartsWith("$: ", RuleSamples.Text(Assert.Single(world.Publisher.Rejected).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_instance_moves_to_the_same_revision_as_a_new_one()
    {
        using var world = await RuleTestWorld.Create();
        await world.Put("fruit", RuleSamples.Rule());
        await StoreAsync(world, RuleSamples.Rule("\"limit\": 2"), Broken);
        await world.Publisher.LoadAsync(default);
        var serving = world.Live.Current.Find("grocery/fruit");
        Assert.Equal(2, serving!.Version);
        await world.Publisher.LoadAsync(default);
        Assert.Same(serving, world.Live.Current.Find("grocery/fruit"));
    }

    [Fact]
    public async Task What_was_deleted_does_not_come_back_for_a_bad_revision()
    {
        using var world = await RuleTestWorld.Create();
        await StoreAsync(world, RuleSamples.Rule());
        await world.Rules.StoreAsync("grocery", "fruit", "");
        await StoreAsync(world, Broken);
        await world.Publisher.LoadAsync(default);
        Assert.Null(world.Live.Current.Find("grocery/fruit"));
        Assert.Equal(3, Assert.Single(world.Publisher.Rejected).Newest.Revision);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public async Task The_look_back_is_bounded(int bad, bool serves)
    {
        using var world = await RuleTestWorld.Create();
        await StoreAsync(world, [RuleSamples.Rule(), .. Enumerable.Repeat(Broken, bad)]);
        await world.Publisher.LoadAsync(default);
        Assert.Equal(serves, world.Live.Current.Find("grocery/fruit") is not null);
    }

    [Fact]
    public async Task A_rollback_is_a_new_revision_with_the_old_document()
    {
        using var world = await RuleTestWorld.Create();
        await world.Put("fruit", RuleSamples.Rule("\"limit\": 1"));
        await world.Put("fruit", RuleSamples.Rule("\"limit\": 2"));
        var stored = (await Rollback(world, to: 1, RuleNote.None))!.Stored!;
        Assert.Equal((3, "rollback to 1", null), (stored.Revision, stored.Note.Comment, stored.Note.Author));
        Assert.Equal((3, 1), (world.Live.Current.Find("grocery/fruit")!.Version, world.Live.Current.Find("grocery/fruit")!.Buckets[0].Limit));
        Assert.Equal(new RuleNote("ann", "too few"), (await Rollback(world, to: 2, new("ann", "too few")))!.Stored!.Note);
        Assert.Equal(RuleRefusal.Conflict, (await Rollback(world, to: 1, RuleNote.None, ifMatch: 3))!.Refusal);
    }

    [Fact]
    public async Task A_rollback_needs_a_revision_of_this_rule_that_has_a_document_and_compiles()
    {
        using var world = await RuleTestWorld.Create();
        await world.Put("bread", RuleSamples.Rule(name: "bread"));
        await StoreAsync(world, Broken, RuleSamples.Rule());
        await world.Publisher.LoadAsync(default);
        await world.Publisher.DeleteAsync("grocery", "fruit", null, RuleNote.None, default);
        Assert.Null(await Rollback(world, to: 1, RuleNote.None));
        Assert.Null(await Rollback(world, to: 99, RuleNote.None));
        Assert.Equal("$.candidates: the list is empty. Write at least one.", RuleSamples.Text((await Rollback(world, to: 2, RuleNote.None))!.Faults));
        Assert.Equal("$.to: revision 4 is a deletion. To delete the rule, call DELETE /api/rules/grocery/fruit.", RuleSamples.Text((await Rollback(world, to: 4, RuleNote.None))!.Faults));
        Assert.NotNull((await Rollback(world, to: 3, RuleNote.None))!.Stored);
        Assert.NotNull(world.Live.Current.Find("grocery/fruit"));
    }

    private static Task<RuleChange?> Rollback(RuleTestWorld world, long to, RuleNote note, long? ifMatch = null) => world.Publisher.RollbackAsync("grocery", "fruit", to, ifMatch, note, default);

    /// <summary>Stores revisions of grocery/fruit behind the publisher's back, as another instance or another version of the server would.</summary>
    private static async Task StoreAsync(RuleTestWorld world, params IEnumerable<string> documents)
    {
        foreach (var json in documents) await world.Rules.StoreAsync("grocery", "fruit", json);
    }

    [Fact]
    public async Task A_rule_serves_when_the_columns_it_reads_have_values()
    {
        using var world = await RuleTestWorld.Create();
        await world.Catalogs.PutAsync("default", [new("kiwi", """{"id":"kiwi","color":"green"}"""u8.ToArray(), 0)], default);
        await world.Put("fruit", RuleSamples.Rule("\"filters\": [ \"@item.color == 'green'\" ]"));
        var catalog = world.Live.Current.Find("grocery/fruit")!.Catalog;
        Assert.Same(world.Catalogs.Find("default"), catalog);
        Assert.Empty(catalog.Unfilled);
        Assert.Equal("green", catalog.Current.Values[catalog.Reserve("color").Slot][catalog.Ids.Intern("kiwi")].AsText);
    }

    [Fact]
    public async Task Rules_move_to_the_catalog_as_it_is_declared_anew()
    {
        using var world = await RuleTestWorld.Create();
        await world.Put("fruit", RuleSamples.Rule("\"filters\": [ \"@item.color == 'green'\" ]"));
        await world.Put("novels", RuleSamples.Rule("\"catalog\": \"books\"", name: "novels"));
        var (fruit, novels) = (world.Live.Current.Find("grocery/fruit"), world.Live.Current.Find("grocery/novels"));
        Assert.Empty(await world.Publisher.DefineCatalogAsync(Groceries(("color", AttributeType.Text)), default));
        var moved = world.Live.Current.Find("grocery/fruit")!;
        Assert.NotSame(fruit, moved);
        Assert.Same(world.Catalogs.Find("default"), moved.Catalog);
        Assert.Equal((1, AttributeType.Text), (moved.Version, moved.Catalog.Reserve("color").Type));
        Assert.Same(novels, world.Live.Current.Find("grocery/novels"));
    }

    [Fact]
    public async Task A_declaration_that_breaks_a_serving_rule_changes_nothing()
    {
        using var world = await RuleTestWorld.Create();
        await world.Put("fruit", RuleSamples.Rule("\"filters\": [ \"@item.color == 'green'\" ]"));
        var (before, catalog) = (world.Live.Current, world.Catalogs.Find("default"));
        var faults = await world.Publisher.DefineCatalogAsync(Groceries(("color", AttributeType.Number)), default);
        Assert.StartsWith("grocery/fruit: $.filters[0]: column ", RuleSamples.Text(faults), StringComparison.Ordinal);
        Assert.Same(before, world.Live.Current);
        Assert.Same(catalog, world.Catalogs.Find("default"));
    }

    [Fact]
    public async Task A_new_catalog_lets_the_rules_serve_that_waited_for_it()
    {
        using var world = await RuleTestWorld.Create();
        await world.Rules.StoreAsync("grocery", "shoes", RuleSamples.Rule("\"catalog\": \"shoes\"", name: "shoes"));
        await world.Publisher.LoadAsync(default);
        Assert.Equal("$.catalog: there is no catalog \"shoes\". Make it with PUT /api/catalogs/shoes.", RuleSamples.Text(Assert.Single(world.Publisher.Rejected).Faults));
        Assert.Empty(await world.Publisher.DefineCatalogAsync(CatalogDefinition.Empty("shoes"), default));
        Assert.NotNull(world.Live.Current.Find("grocery/shoes"));
        Assert.Empty(world.Publisher.Rejected);
    }

    [Fact]
    public async Task Only_a_declaration_makes_a_catalog()
    {
        using var world = await RuleTestWorld.Create();
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Catalogs.PutAsync("shoes", [new("boot", """{"id":"boot"}"""u8.ToArray(), 0)], default));
        Assert.Null(world.Catalogs.Find("shoes"));
        Assert.DoesNotContain(await world.Items.ReadCatalogsAsync(default), c => c.Name == "shoes");
    }

    private static CatalogDefinition Groceries(params (string Path, AttributeType Type)[] more) =>
        new("default", RuleTestWorld.Groceries.Concat(more.Select(m => KeyValuePair.Create(m.Path, m.Type))).ToFrozenDictionary());
}
