using System.Globalization;
using System.Text;
using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Domain.Rules.Testing;
using Sylvan.Data.Csv;

namespace Reco.Bench;

/// <summary>
/// A year of a grocery (Complete Journey) replayed in time order through the domain's own flow: at the start of each week every household that will buy in it is given a page of 20, made
/// from what was known before; then the week is folded. Told is the share of the products bought that week that were on the page.
/// </summary>
internal static class Replay
{
    private const int PageItems = 20;
    private const string Catalog = CatalogDefinition.DefaultName;

    private sealed record Purchase(string Household, string Item, int Week, long AtMs);

    /// <summary>What households bought, and how many of it the pages of a pair of rules had.</summary>
    private sealed class Tally
    {
        private readonly Dictionary<string, (double Bought, double One, double Other)> households = new(StringComparer.Ordinal);

        public void Add(string household, int bought, int one, int other)
        {
            var before = households.GetValueOrDefault(household);
            households[household] = (before.Bought + bought, before.One + one, before.Other + other);
        }

        /// <summary>The shares of both and their difference, each with its standard error. Ratio estimators; households are the clusters, as their weeks are not independent.</summary>
        public Row Row(string one, string other)
        {
            var bought = households.Values.Sum(h => h.Bought);
            (double Share, double Error) Estimate(Func<(double Bought, double One, double Other), double> of)
            {
                var share = households.Values.Sum(of) / bought;
                var squares = households.Values.Sum(h => Math.Pow(of(h) - (share * h.Bought), 2));
                return (share, Math.Sqrt(squares * households.Count / Math.Max(1, households.Count - 1)) / bought);
            }

            var (a, b, difference) = (Estimate(h => h.One), Estimate(h => h.Other), Estimate(h => h.One - h.Other));
            return new(one, other, households.Count, (int)bought, a.Share, a.Error, b.Share, b.Error, difference.Share, difference.Error);
        }
    }

    public static async Task<IReadOnlyList<Row>> RunAsync(string folder, CancellationToken cancel)
    {
        using var world = new MemoryWorld(new InteractionTypes(), Limits.Default with { SourceMilliseconds = 60_000 }, TimeProvider.System);
        await world.Catalogs.DefineAsync(CatalogDefinition.Empty(Catalog), (_, _) => Task.FromResult<IReadOnlyList<Fault>>([]), cancel);
        var products = Read(Path.Combine(folder, "products.csv"), csv => csv.GetString(csv.GetOrdinal("product_id"))).Distinct().ToList();
        foreach (var rows in products.Chunk(10_000)) await world.Catalogs.PutAsync(Catalog, [.. rows.Select(id => new ItemDocument(id, JsonSerializer.SerializeToUtf8Bytes(new { id }), 0))], cancel);
        var households = Read(Path.Combine(folder, "demographics.csv"), csv => (User: csv.GetString(0), Age: csv.GetString(csv.GetOrdinal("age")), Income: csv.GetString(csv.GetOrdinal("income")))).ToList();
        await world.Profiles.PutAttributesAsync(Catalog, [.. households.Select(h => (h.User, (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(new { age = h.Age, income = h.Income })))], cancel);
        var (told, known) = (households.Select(h => h.User).ToHashSet(StringComparer.Ordinal), products.ToHashSet(StringComparer.Ordinal));
        var weeks = Read(Path.Combine(folder, "transactions_sample.csv"), csv => new Purchase(
                csv.GetString(0), csv.GetString(csv.GetOrdinal("product_id")), csv.GetInt32(csv.GetOrdinal("week")),
                new DateTimeOffset(DateTime.ParseExact(csv.GetString(csv.GetOrdinal("transaction_timestamp")), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), TimeSpan.Zero).ToUnixTimeMilliseconds()))
            .Where(p => known.Contains(p.Item)).OrderBy(p => p.AtMs).GroupBy(p => p.Week).OrderBy(w => w.Key).ToList();

        var popular = await CompileAsync("popular", """[ { "popular": "30d", "take": 100 } ]""");
        var history = await CompileAsync("history", """[ { "history": "purchase", "take": 100 } ]""");
        var segment = await CompileAsync("segment", """[ { "popular": "30d", "scope": ["user.age", "user.income"], "take": 20 } ]""");
        var (regulars, newcomers, seen) = (new Tally(), new Tally(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var week in weeks)
        {
            var now = week.Min(p => p.AtMs);
            foreach (var household in week.GroupBy(p => p.Household))
            {
                var bought = household.Select(p => p.Item).ToHashSet(StringComparer.Ordinal);
                if (seen.Contains(household.Key)) regulars.Add(household.Key, bought.Count, await HitsAsync(history), await HitsAsync(popular));
                else if (week.Key > weeks[0].Key && told.Contains(household.Key)) newcomers.Add(household.Key, bought.Count, await HitsAsync(segment), await HitsAsync(popular));

                async Task<int> HitsAsync(CompiledRule rule)
                {
                    using var answer = await world.Recommender.RecommendAsync(rule, new RecommendRequest { RequestId = RequestIds.Next(), User = household.Key, NowMs = now }, cancel);
                    return answer.ItemIds.Count(bought.Contains);
                }
            }
            foreach (var purchase in week) seen.Add(purchase.Household);
            await world.Log.AppendAsync(Catalog, [.. week.Select(p => new Interaction { User = p.Household, Item = p.Item, Type = "purchase", AtMs = p.AtMs })], cancel);
        }
        return [regulars.Row("history", "popular"), newcomers.Row("segment", "popular")];

        async Task<CompiledRule> CompileAsync(string name, string candidates)
        {
            var json = $$"""{ "service": "replay", "name": "{{name}}", "candidates": {{candidates}}, "fallback": [ { "popular": "30d", "take": 100 } ], "limit": {{PageItems}} }""";
            return (await world.CompileAsync(new StoredRule("replay", name, 1, Encoding.UTF8.GetBytes(json)), cancel)).Value;
        }
    }

    private static IEnumerable<T> Read<T>(string file, Func<CsvDataReader, T> row)
    {
        using var csv = CsvDataReader.Create(file);
        while (csv.Read()) yield return row(csv);
    }

    /// <summary>Two rules over the same purchases: shares hit, and standard errors.</summary>
    internal sealed record Row(
        string One, string Other, int Households, int Bought, double OneShare, double OneError, double OtherShare, double OtherError, double Difference, double DifferenceError)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Households:N0} households, {Bought:N0} purchases: {One} {OneShare:P2} ± {OneError:P2}, {Other} {OtherShare:P2} ± {OtherError:P2}, difference {Difference:P2} ± {DifferenceError:P2} (standard errors)");
    }
}
