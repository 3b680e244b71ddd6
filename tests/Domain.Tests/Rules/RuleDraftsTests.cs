using System.Text;
using Reco.Domain.Catalogs;
using Reco.Domain.Rules;

namespace Reco.Domain.Tests.Rules;

public class RuleDraftsTests
{
    private const string Green = "\"filters\": [ \"@item.colour == 'green'\" ]";

    [Fact]
    public async Task A_draft_reads_filled_columns_and_publishes_nothing()
    {
        using var world = await RuleTestWorld.Create();
        using var drafts = Drafts(world);
        await world.Catalogs.PutAsync("default", [new("kiwi", """{"id":"kiwi","colour":"green"}"""u8.ToArray(), 0)], default);
        var draft = (await drafts.CompileAsync(Encoding.UTF8.GetBytes(RuleSamples.Rule(Green)), default)).Value;
        Assert.Equal("green", draft.Catalog.Current.Values[draft.Catalog.Reserve("colour").Slot][draft.Catalog.Ids.Intern("kiwi")].AsText);
        Assert.Empty(draft.Catalog.Unfilled);
        Assert.Empty(world.Live.Current.All);
        Assert.Empty(world.Popularity("default").Declared);
        Assert.Empty(await world.Rules.ReadChangesAsync(0, default));
    }

    [Fact]
    public async Task A_draft_with_faults_leaves_no_column_behind()
    {
        using var world = await RuleTestWorld.Create();
        using var drafts = Drafts(world);
        var faults = (await drafts.CompileAsync(Encoding.UTF8.GetBytes(RuleSamples.Rule(Green + ", \"limit\": 0")), default)).Faults;
        Assert.Equal("$.limit: must be a whole number from 1 to 200, not 0.", RuleSamples.Text(faults));
        Assert.Empty(world.Catalogs.Find("default")!.Unfilled);
    }

    [Fact]
    public async Task A_revision_is_compiled_once_until_its_catalog_is_declared_anew()
    {
        using var world = await RuleTestWorld.Create();
        using var drafts = Drafts(world);
        await world.Put("fruit", RuleSamples.Rule(Green));
        await world.Put("fruit", RuleSamples.Rule());
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => drafts.RevisionAsync("grocery", "fruit", 1, default))));
        var first = Assert.Single(all.Select(o => o!.Value.Value).Distinct());
        Assert.Same(world.Live.Current.Find("grocery/fruit"), (await drafts.RevisionAsync("grocery", "fruit", 2, default))!.Value.Value);
        Assert.Empty(await world.Publisher.DefineCatalogAsync(CatalogDefinition.Empty("default"), default));
        var second = (await drafts.RevisionAsync("grocery", "fruit", 1, default))!.Value.Value;
        Assert.NotSame(first, second);
        Assert.Same(world.Catalogs.Find("default"), second.Catalog);
        Assert.Empty(second.Catalog.Unfilled);
    }

    [Fact]
    public async Task Few_revisions_are_kept()
    {
        using var world = await RuleTestWorld.Create();
        using var drafts = Drafts(world);
        for (var i = 0; i < 18; i++) await world.Put("fruit", RuleSamples.Rule());
        var first = (await drafts.RevisionAsync("grocery", "fruit", 1, default))!.Value.Value;
        for (var i = 2; i <= 16; i++) await drafts.RevisionAsync("grocery", "fruit", i, default);
        Assert.Same(first, (await drafts.RevisionAsync("grocery", "fruit", 1, default))!.Value.Value);
        var second = (await drafts.RevisionAsync("grocery", "fruit", 2, default))!.Value.Value;
        for (var i = 3; i <= 17; i++) await drafts.RevisionAsync("grocery", "fruit", i, default);
        Assert.Same(second, (await drafts.RevisionAsync("grocery", "fruit", 2, default))!.Value.Value);
        Assert.NotSame(first, (await drafts.RevisionAsync("grocery", "fruit", 1, default))!.Value.Value);
    }

    [Fact]
    public async Task A_deletion_and_a_revision_of_another_rule_are_none()
    {
        using var world = await RuleTestWorld.Create();
        using var drafts = Drafts(world);
        await world.Put("bread", RuleSamples.Rule(name: "bread"));
        await world.Publisher.DeleteAsync("grocery", "bread", null, RuleNote.None, default);
        Assert.Null(await drafts.RevisionAsync("grocery", "bread", 2, default));
        Assert.Null(await drafts.RevisionAsync("grocery", "fruit", 1, default));
        Assert.True((await drafts.RevisionAsync("grocery", "bread", 1, default))!.Value.Ok);
    }

    private static RuleDrafts Drafts(RuleTestWorld world) => new(world.Rules, world.Catalogs, world.Live, world.World);
}
