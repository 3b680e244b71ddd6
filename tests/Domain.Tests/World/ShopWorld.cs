using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Domain.Rules.Testing;

namespace Reco.Domain.Tests.World;

/// <summary>
/// The whole domain over stores in memory, filled from one JSON document:
/// <c>{ attributes, items, relations: { NAME: { KEY: { ID: SCORE } } }, users, interactions, popular: { "7d": { ID: COUNT } } }</c>.
/// </summary>
internal sealed class ShopWorld
{
    public static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private const string Name = CatalogDefinition.DefaultName;

    /// <summary>No busy machine makes a page degraded; a test of deadlines names its own.</summary>
    private static Limits Patient { get; } = Limits.Default with { SourceMilliseconds = 60_000 };

    public ShopWorld(Limits? limits = null)
    {
        Limits = limits ?? Patient;
        Items = new HookedItems(Limits);
        Catalogs = new LiveCatalogs(Items);
        Relations = new HookedRelations(Catalogs.Ids, Limits);
        Log = new MemoryLog(Profiles, null, Limits);
        Popularity = new FixedPopularity(Catalogs.Ids(Name));
        Fragments = new HookedFragments(Items);
        Recommender = new Recommender(Profiles, Fragments, _ => Popularity, new CursorSigner(new byte[32]), Limits, Clock);
    }

    public Limits Limits { get; }
    public FakeTimeProvider Clock { get; } = new(Noon);
    public HookedItems Items { get; }
    public LiveCatalogs Catalogs { get; }
    public HookedRelations Relations { get; }
    public HookedProfiles Profiles { get; } = new();
    public MemoryLog Log { get; }
    public FixedPopularity Popularity { get; }
    public HookedFragments Fragments { get; }
    public Recommender Recommender { get; }
    public RuleWorld Rules => new(Catalogs.Find, Relations, _ => Popularity, Items, new InteractionTypes(), Limits);

    public static async Task<ShopWorld> MakeAsync(JsonElement world, Limits? limits = null)
    {
        var shop = new ShopWorld(limits);
        var definition = CatalogDocument.Parse(Name, Encoding.UTF8.GetBytes($$"""{ "attributes": {{(world.TryGetProperty("attributes", out var attributes) ? attributes.GetRawText() : "{}")}} }"""), shop.Limits).Value;
        await shop.Catalogs.LoadAsync(default);
        await shop.Catalogs.DefineAsync(definition, (_, _) => Task.FromResult<IReadOnlyList<Fault>>([]), default);
        if (world.TryGetProperty("items", out var items))
        {
            await shop.Catalogs.PutAsync(Name, [.. items.EnumerateArray().Select(i => new ItemDocument(i.GetProperty("id").GetString()!, Encoding.UTF8.GetBytes(i.GetRawText()), 0))], default);
        }
        foreach (var relation in Properties(world, "relations"))
            foreach (var key in relation.Value.EnumerateObject())
                await shop.Relations.UpsertAsync(Name, relation.Name, [new(key.Name, [.. key.Value.EnumerateObject().Select(r => (r.Name, r.Value.GetSingle()))])], default);
        foreach (var list in Properties(world, "popular")) shop.Popularity.Set(list.Name, [.. list.Value.EnumerateObject().Select(c => (c.Name, c.Value.GetDouble()))]);
        foreach (var user in Properties(world, "users")) await shop.Profiles.PutAttributesAsync(Name, [(user.Name, Encoding.UTF8.GetBytes(user.Value.GetRawText()))], default);
        if (world.TryGetProperty("interactions", out var interactions))
        {
            foreach (var row in interactions.EnumerateArray()) await shop.InteractAsync(row);
        }
        return shop;
    }

    /// <summary>Folds <c>{ user, type, item, hoursAgo? }</c>.</summary>
    public Task InteractAsync(JsonElement row)
    {
        var at = Noon.AddHours(row.TryGetProperty("hoursAgo", out var hours) ? -hours.GetDouble() : 0);
        var interaction = new Interaction
        {
            User = row.GetProperty("user").GetString()!,
            Type = row.GetProperty("type").GetString()!,
            Item = row.GetProperty("item").GetString(),
            AtMs = at.ToUnixTimeMilliseconds(),
        };
        return Log.AppendAsync(Name, [interaction], default);
    }

    public async Task<CompiledRule> CompileAsync(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var stored = new StoredRule(root.GetProperty("service").GetString()!, root.GetProperty("name").GetString()!, 7, Encoding.UTF8.GetBytes(json));
        var rule = new RuleCompiler(Rules).Compile(stored).Value;
        await Catalogs.FillAsync(rule.Catalog, default);
        return rule;
    }

    /// <summary>A request from <c>{ user?, items?, limit?, cursor?, context?, bucket?, explain? }</c>.</summary>
    public static RecommendRequest Request(JsonElement json) => new()
    {
        RequestId = json.TryGetProperty("requestId", out var id) ? id.GetString()! : "r1",
        User = json.TryGetProperty("user", out var user) ? user.GetString() : null,
        Items = json.TryGetProperty("items", out var items) ? [.. items.EnumerateArray().Select(i => i.GetString()!)] : [],
        Limit = json.TryGetProperty("limit", out var limit) ? limit.GetInt32() : null,
        Cursor = json.TryGetProperty("cursor", out var cursor) ? cursor.GetString() : null,
        Bucket = json.TryGetProperty("bucket", out var bucket) ? bucket.GetString() : null,
        Context = Properties(json, "context").ToDictionary(p => p.Name, p => Value.Of(p.Value)),
        Explain = true,
    };

    public async Task<JsonElement> RecommendAsync(CompiledRule rule, RecommendRequest request)
    {
        using var answer = await Recommender.RecommendAsync(rule, request, default);
        return Read(answer);
    }

    public static JsonElement Read(Answer answer)
    {
        if (answer.Faults.Count > 0) return JsonSerializer.SerializeToElement(new { faults = answer.Faults.Select(f => f.ToString()) });
        var output = new ArrayBufferWriter<byte>();
        answer.WriteTo(output);
        return JsonDocument.Parse(output.WrittenMemory.ToArray()).RootElement;
    }

    public static string[] Ids(JsonElement answer) => [.. answer.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!)];

    private static IEnumerable<JsonProperty> Properties(JsonElement json, string name) => json.TryGetProperty(name, out var found) ? found.EnumerateObject() : [];
}
