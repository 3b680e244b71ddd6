using System.Collections.Frozen;
using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;

namespace Reco.Functions.Demo;

/// <summary>
/// Fills an empty data folder with a shop to play with: groceries, a thousand people, four weeks of what they did, relations learnt from it, and rules.
/// Every step may be repeated, so a process that was killed half-way fills the shop at its next start; what an operator deletes later stays deleted.
/// </summary>
/// <param name="publisher">Takes the catalog's attributes and the rules.</param>
/// <param name="catalogs">Takes the products.</param>
/// <param name="relations">Takes what was learnt.</param>
/// <param name="profiles">Takes the people.</param>
/// <param name="log">Takes what they did.</param>
/// <param name="popularity">Counts it.</param>
/// <param name="clock">The four weeks end now.</param>
public sealed class DemoShop(
    RulePublisher publisher, LiveCatalogs catalogs, IRelations relations, IProfileStore profiles, IInteractionLog log, Func<string, IPopularity> popularity, TimeProvider clock)
{
    /// <summary>The catalog that is filled.</summary>
    public const string Catalog = CatalogDefinition.DefaultName;

    /// <summary>An item that exists from the first write of a filling to its last: found at a start, it tells of a process that was killed in between.</summary>
    private const string Marker = "demo-shop-is-being-filled";

    private const int BatchRows = 1_000;

    /// <summary>The rules' names within the service <c>grocery</c>.</summary>
    internal static IReadOnlyList<string> RuleNames { get; } = ["popular", "for-you", "goes-with", "fruit"];

    /// <summary>The counts that the rules read by scope: declared before people act, as a count starts empty.</summary>
    internal static IReadOnlyList<(HalfLife HalfLife, PopularityScope Scope)> Scopes { get; } =
        [(HalfLife.Week, new(["user.ageBand", "user.region"])), (HalfLife.Week, new(["seed.category"]))];

    /// <summary>What the products' attributes are.</summary>
    internal static CatalogDefinition Definition { get; } = new(Catalog, new Dictionary<string, AttributeType>
    {
        ["brand"] = AttributeType.Text,
        ["category"] = AttributeType.Text,
        ["createdAt"] = AttributeType.Time,
        ["price"] = AttributeType.Number,
        ["status"] = AttributeType.Text,
        ["tags"] = AttributeType.List,
    }.ToFrozenDictionary(StringComparer.Ordinal));

    /// <summary>Whether the shop may and must be filled: the folder has neither rules nor items, or a filling was cut off. Asked after items and rules were loaded.</summary>
    public bool IsNeeded => WasCutOff || (publisher.Status.Count == 0 && catalogs.All.All(c => c.Current.Count == 0));

    private bool WasCutOff => catalogs.Find(Catalog) is { } shop && shop.Ids.TryGet(Marker, out var number) && shop.Current.Has(number);

    /// <summary>Fills the shop. When it returns, every demo rule serves.</summary>
    public async Task FillAsync(CancellationToken cancel)
    {
        var world = new DemoWorld(clock.GetUtcNow());
        await catalogs.PutAsync(Catalog, [new ItemDocument(Marker, """{"id":"demo-shop-is-being-filled","status":"SOLD_OUT"}"""u8.ToArray(), 0)], cancel).ConfigureAwait(false);
        Check("catalog", await publisher.DefineCatalogAsync(Definition, cancel).ConfigureAwait(false));
        await catalogs.PutAsync(Catalog, [.. world.Products.Select(p => p.ToDocument())], cancel).ConfigureAwait(false);
        await profiles.PutAttributesAsync(Catalog, [.. world.People.Select(p => (p.Id, (ReadOnlyMemory<byte>)p.Attributes()))], cancel).ConfigureAwait(false);
        foreach (var (halfLife, scope) in Scopes) popularity(Catalog).Declare(halfLife, scope);
        foreach (var batch in world.Interactions.Chunk(BatchRows)) await log.AppendAsync(Catalog, batch, cancel).ConfigureAwait(false);
        await relations.ReplaceAsync(Catalog, "similar", world.Similar().ToAsyncEnumerable(), cancel).ConfigureAwait(false);
        await relations.ReplaceAsync(Catalog, "goes-with", world.GoesWith().ToAsyncEnumerable(), cancel).ConfigureAwait(false);
        foreach (var name in RuleNames) Check(name, (await publisher.PutAsync("grocery", name, Rule(name), ifMatch: null, RuleNote.None, cancel).ConfigureAwait(false)).Faults);
        await catalogs.DeleteAsync(Catalog, Marker, cancel).ConfigureAwait(false);
    }

    /// <summary>A rule's document, as it lies in the folder <c>Rules</c>.</summary>
    internal static byte[] Rule(string name)
    {
        using var file = typeof(DemoShop).Assembly.GetManifestResourceStream($"Demo/Rules/{name}.json")!;
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void Check(string what, IReadOnlyList<Fault> faults)
    {
        if (faults.Count > 0) throw new InvalidOperationException($"The demo shop's {what} is not accepted:\n{string.Join('\n', faults)}");
    }
}
