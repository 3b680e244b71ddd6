using Reco.Contracts;
using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Storage.Embedded;
using Reco.Storage.Tests.Embedded;

namespace Reco.Storage.Tests.Queries;

/// <summary>A conjunct that compares a declared attribute is found by its index.</summary>
public sealed class QueryPlanTests : IAsyncLifetime
{
    private readonly TestDatabase data = new();

    private static readonly StoreOperand Price = new StoreOperand.Attribute("price", AttributeType.Number);
    private static readonly StoreOperand Name = new StoreOperand.Attribute("name", AttributeType.Text);
    private static readonly StoreOperand.Attribute Tags = new("tags", AttributeType.List);
    private static readonly StoreCondition Other = new StoreCondition.Not(Compare(ComparisonOperator.Equal, Name, Value.Of("x")));

    public async Task InitializeAsync() =>
        await new EmbeddedItems(data.Database, Limits.Default).PutCatalogAsync(
            Items.Define("shop", ("price", AttributeType.Number), ("name", AttributeType.Text), ("active", AttributeType.Boolean), ("tags", AttributeType.List)), default);

    public Task DisposeAsync() => data.CloseAsync();

    public static TheoryData<string, StoreCondition, string> Conjuncts => new()
    {
        { "equality", Compare(ComparisonOperator.Equal, Price, Value.Of(1.0)), "USING COVERING INDEX attributes_1_1_2 (a2=?)" },
        { "less", Compare(ComparisonOperator.Less, Price, Value.Of(1.0)), "USING COVERING INDEX attributes_1_1_2 (a2<?)" },
        { "at least, as the second part", new StoreCondition.And(Other, Compare(ComparisonOperator.GreaterOrEqual, Name, Value.Of("a"))), "INDEX attributes_1_1_1 (a1>?)" },
        { "one of", new StoreCondition.And(Other, new StoreCondition.In(Price, [Value.Of(1.0), Value.Of(2.0), Value.Of(3.0)])), "USING INDEX attributes_1_1_2 (a2=?)" },
        { "a flag", new StoreCondition.And(new StoreCondition.IsTrue(new StoreOperand.Attribute("active", AttributeType.Boolean)), Other), "USING INDEX attributes_1_1_0 (a0=?)" },
        { "an element", new StoreCondition.And(Other, new StoreCondition.Contains(Tags, Value.Of("a"))), "USING PRIMARY KEY (attribute=? AND value=?)" },
        { "id", Compare(ComparisonOperator.Equal, new StoreOperand.Attribute("id", AttributeType.Text), Value.Of("a")), "USING PRIMARY KEY (id=?)" },
    };

    [Theory]
    [MemberData(nameof(Conjuncts))]
    public void A_conjunct_is_found_by_its_index(string what, StoreCondition condition, string plan)
    {
        var found = Plan(new StoreQuery(condition, null));
        Assert.True(found.Contains(plan, StringComparison.Ordinal), $"{what}: {found}");
    }

    [Fact]
    public void An_order_by_an_attribute_walks_its_index()
    {
        Assert.DoesNotContain("TEMP B-TREE", Plan(new StoreQuery(Compare(ComparisonOperator.Greater, Price, Value.Of(1.0)), Price)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_conjuncts_the_rarer_one_is_searched()
    {
        var store = new EmbeddedItems(data.Database, Limits.Default);
        for (var batch = 0; batch < 3; batch++)
        {
            await store.PutAsync("shop", [.. Enumerable.Range(batch * 1_000, 1_000).Select(i => Items.Item($"i{i}", $"\"name\":\"same\",\"price\":{i % 500}"))], default);
        }
        foreach (var swap in (bool[])[false, true])
        {
            var (common, rare) = (Compare(ComparisonOperator.Equal, Name, Value.Of("same")), Compare(ComparisonOperator.Equal, Price, Value.Of(7.0)));
            Assert.Contains("attributes_1_1_2 (a2=?)", Plan(new StoreQuery(swap ? new StoreCondition.And(rare, common) : new StoreCondition.And(common, rare), null)), StringComparison.Ordinal);
        }
    }

    private string Plan(StoreQuery query)
    {
        using var lease = data.Database.Rent();
        var sql = QuerySql.Translate(CatalogLayout.Find(lease.Session, "shop")!, query, 10);
        using var rows = (sql with { Sql = "EXPLAIN QUERY PLAN " + sql.Sql }).Prepare(lease.Session);
        var plan = new List<string>();
        while (rows.Step()) plan.Add(rows.Text(3)!);
        return string.Join(" | ", plan);
    }

    private static StoreCondition Compare(ComparisonOperator op, StoreOperand left, Value right) => new StoreCondition.Compare(op, left, new StoreOperand.Constant(right));
}
