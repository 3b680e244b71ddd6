using FsCheck;
using FsCheck.Fluent;
using Reco.Contracts;
using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Recommend;
using Reco.Domain.Rules.Testing;
using Reco.Storage.Embedded;
using Reco.Storage.Tests.Embedded;

namespace Reco.Storage.Tests.Queries;

/// <summary>A query gives the same items in the same order wherever it is evaluated.</summary>
public sealed class QueryProperties : IAsyncLifetime
{
    private readonly TestDatabase data = new();
    private readonly MemoryItems memory = new(Limits.Default);
    private EmbeddedItems store = null!;
    private int catalogs;

    public Task InitializeAsync()
    {
        store = new EmbeddedItems(data.Database, Limits.Default);
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => data.CloseAsync();

    [Fact]
    public void The_database_agrees_with_the_rules_of_the_language()
    {
        var worlds = from items in QueryWorld.Items from queries in Gen.ListOf(StoreQueryGenerator.Query, 15) select (items, queries);
        Prop.ForAll(worlds.ToArbitrary(), world =>
        {
            var (catalog, items) = Fill(world.items);
            foreach (var query in world.queries)
            {
                var expected = Ids(memory, catalog.Name, query);
                var found = Ids(store, catalog.Name, query);
                if (!expected.SequenceEqual(found)) Assert.Fail(Words(query.ToString(), expected, found, items));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    [Fact]
    public void The_database_agrees_with_the_compiled_expression()
    {
        var (asked, translated) = (0, 0);
        var worlds = from items in QueryWorld.Items from queries in Gen.ListOf(ExpressionGenerator.Query, 10) select (items, queries);
        Prop.ForAll(worlds.ToArbitrary(), world =>
        {
            var (definition, items) = Fill(world.items);
            foreach (var (where, orderBy) in world.queries)
            {
                var catalog = new Catalog(definition);
                var faults = new List<Fault>();
                var compiler = new ExpressionCompiler(catalog, Parameters, [], Limits.Default, faults);
                var query = compiler.AddQuery("$.query", where, "$.orderBy", orderBy);
                var program = compiler.Compile();
                Assert.True(faults.Count == 0, $"{where} by {orderBy}: {string.Join('\n', faults)}");
                catalog.Fill(items);
                var evaluation = Evaluate(catalog, program!);
                var found = Ids(store, definition.Name, query!.ToStore(evaluation));
                var expected = InProcess(catalog, query, evaluation, items);
                asked++;
                if (query.Exact) translated++;
                else (found, expected) = (KeepMatching(found, catalog, query, evaluation), [.. expected.Order(StringComparer.Ordinal)]);
                if (!expected.SequenceEqual(found)) Assert.Fail(Words($"{where} by {orderBy}\n{query.ToStore(evaluation)}", expected, found, items));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
        Assert.True(translated > asked / 2, $"only {translated} of {asked} queries were wholly the database's");
    }

    private static readonly Dictionary<string, Value> Parameters = new()
    {
        ["most"] = Value.Of(2.0),
        ["word"] = Value.Of("a"),
        ["words"] = Value.Of([Value.Of("a"), Value.Of("\uFF5E"), Value.Of(1.0)]),
    };

    private static Evaluation Evaluate(Catalog catalog, ExpressionProgram program)
    {
        var evaluation = new Evaluation
        {
            Items = catalog.Current,
            Request = new RecommendRequest { RequestId = "r", Context = new Dictionary<string, Value> { ["word"] = Value.Of("ab") } },
            Limit = 2,
            NowMs = 1_709_294_400_000,
        };
        program.Prepare(evaluation);
        return evaluation;
    }

    private static List<string> InProcess(Catalog catalog, CompiledQuery query, Evaluation evaluation, IReadOnlyList<ItemDocument> items)
    {
        var found = new List<(string Id, Value Key)>();
        foreach (var item in items)
        {
            catalog.Ids.TryGet(item.Id, out var number);
            var candidate = new Candidate { Item = number };
            if (query.Matches(evaluation, candidate) == 0) found.Add((item.Id, query.SortKey?.Invoke(evaluation, candidate) ?? Value.Null));
        }
        found.Sort((a, b) => a.Key.IsNull != b.Key.IsNull ? (a.Key.IsNull ? 1 : -1) : Order(a.Key, b.Key) is var order and not 0 ? order : Order(Value.Of(a.Id), Value.Of(b.Id)));
        return found.ConvertAll(f => f.Id);
    }

    private static int Order(Value a, Value b) => a.Kind == ValueKind.Text
        ? System.Text.Encoding.UTF8.GetBytes(a.AsText!).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b.AsText!))
        : (a.Kind == ValueKind.Time ? a.AsTime : a.AsNumber).CompareTo(b.Kind == ValueKind.Time ? b.AsTime : b.AsNumber);

    private static List<string> KeepMatching(IReadOnlyList<string> found, Catalog catalog, CompiledQuery query, Evaluation evaluation)
    {
        bool Matches(string id) => catalog.Ids.TryGet(id, out var number) && query.Matches(evaluation, new Candidate { Item = number }) == 0;
        return [.. found.Where(Matches).Order(StringComparer.Ordinal)];
    }

    private (CatalogDefinition Definition, IReadOnlyList<ItemDocument> Items) Fill(ItemDocument[] items)
    {
        var definition = Items.Define($"c{catalogs++}", QueryWorld.Declared);
        store.PutCatalogAsync(definition, default).Wait();
        memory.PutAsync(definition.Name, items, default).Wait();
        return (definition, store.PutAsync(definition.Name, items, default).Result);
    }

    private static List<string> Ids(IItemStore store, string catalog, StoreQuery query) => [.. store.QueryAsync(catalog, query, 1_000, default).AsTask().Result];

    private static string Words(string query, IEnumerable<string> expected, IEnumerable<string> found, IEnumerable<ItemDocument> items) =>
        $"{query}\nexpected: {string.Join(' ', expected)}\nfound:    {string.Join(' ', found)}\n{string.Join('\n', items.Select(QueryWorld.Words))}";
}
