using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using Reco.Domain.Expressions;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Domain.Tests.World;

namespace Reco.Domain.Tests.Recommend;

/// <summary>Who gets into which bucket, over a million people with ids of the shapes that services have.</summary>
public sealed class BucketChoiceTests
{
    private const int People = 1_000_000;

    private static readonly Dictionary<string, Func<int, string>> Shapes = new()
    {
        ["numbers"] = i => i.ToString(CultureInfo.InvariantCulture),
        ["uuids"] = Uuids(),
        ["e-mails"] = i => $"{(i % 7 == 0 ? "kim" : "lee")}.{i}@{(i % 3 == 0 ? "example.com" : "mail.example.org")}",
    };

    private static readonly double[][] ShareSets = [[50, 50], [90, 10], [80, 10, 10], [33.3, 33.3, 33.4], [99, 0.5, 0.5], [10, 10, 10, 10, 10, 10, 10, 10, 10, 10]];

    private static readonly Lazy<ShopWorld> Shop = new(() => ShopWorld.MakeAsync(JsonDocument.Parse("{}").RootElement).GetAwaiter().GetResult());

    public static TheoryData<string> ShapeNames => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(ShapeNames))]
    public void Every_share_is_kept_within_half_a_percentage_point(string shape)
    {
        foreach (var shares in ShareSets)
        {
            var chosen = Choose(Rule("fruit", Buckets(shares)), shape);
            Assert.All(Enumerable.Range(0, shares.Length), b => Assert.InRange(Percent(chosen, b), shares[b] - 0.5, shares[b] + 0.5));
        }
    }

    [Theory]
    [MemberData(nameof(ShapeNames))]
    public void Rules_choose_independently_of_one_another(string shape)
    {
        var fruit = Choose(Rule("fruit", Buckets(50, 30, 20)), shape);
        // The same shares, and the name that differs least.
        Assert.InRange(Dependence(fruit, Choose(Rule("fruiu", Buckets(50, 30, 20)), shape)), 0, Quantile(4));
        Assert.InRange(Dependence(fruit, Choose(Rule("goes-with", Buckets(25, 25, 25, 25)), shape)), 0, Quantile(6));
    }

    [Theory]
    [MemberData(nameof(ShapeNames))]
    public void The_holdout_is_the_same_people_in_every_rule_and_the_rest_stays_independent(string shape)
    {
        var fruit = Choose(Rule("fruit", """[ { "name": "A", "share": 60 }, { "name": "holdout", "share": 5 }, { "name": "B", "share": 35 } ]"""), shape);
        var other = Choose(Rule("goes-with", """[ { "name": "holdout", "share": 5 }, { "name": "A", "share": 47.5 }, { "name": "B", "share": 47.5 } ]"""), shape);
        Assert.Equal(fruit.Select(b => b == 1), other.Select(b => b == 0));
        Assert.All([(0, 60), (1, 5), (2, 35)], expected => Assert.InRange(Percent(fruit, expected.Item1), expected.Item2 - 0.5, expected.Item2 + 0.5));
        var both = Enumerable.Range(0, People).Where(i => fruit[i] != 1).ToList();
        Assert.InRange(Dependence([.. both.Select(i => fruit[i] / 2)], [.. both.Select(i => other[i] - 1)]), 0, Quantile(1));
        // A smaller holdout lies within a larger one.
        var smaller = Choose(Rule("small", """[ { "name": "A", "share": 99 }, { "name": "holdout", "share": 1 } ]"""), shape);
        Assert.All(smaller.Zip(fruit).Where(p => p.First == 1), p => Assert.Equal(1, p.Second));
    }

    /// <summary>The checks above are worth something: hashes that people have used in earnest fail them.</summary>
    [Fact]
    public void A_bad_hash_is_caught()
    {
        // The rule is left out of the hash: the same people are in the first bucket of every rule.
        var noRule = Enumerable.Range(0, People).Select(i => Cut(BucketChoice.Share("", $"{i}"), [50, 30, 20])).ToArray();
        Assert.True(Dependence(noRule, noRule) > Quantile(4) * 1_000);
        // Rule and person are hashed each on its own and added: a shift, so neighbours move together.
        var shifted = Enumerable.Range(0, People).Select(i => Cut((BucketChoice.Share("", $"{i}") + 0.1) % 1, [50, 30, 20])).ToArray();
        Assert.True(Dependence(noRule, shifted) > Quantile(4) * 1_000);
        // The sum of the characters, modulo 100.
        var sums = Enumerable.Range(0, People).Select(i => Cut($"{i}".Sum(c => c) % 100 / 100.0, [50, 30, 20])).ToArray();
        Assert.Contains(Enumerable.Range(0, 3), b => Math.Abs(Percent(sums, b) - new[] { 50, 30, 20 }[b]) > 0.5);
    }

    [Property(MaxTest = 50)]
    public void A_holdout_changes_no_share(DoNotSize<int> seed)
    {
        const int count = 20_000;
        var random = new Random(seed.Item);
        var weights = Enumerable.Range(0, random.Next(2, 7)).Select(_ => random.Next(1, 50)).ToArray();
        var shares = weights.Select(w => Math.Round(100.0 * w / weights.Sum(), 6)).ToArray();
        shares[0] += 100 - shares.Sum();
        var holdout = random.Next(shares.Length);
        var rule = Rule($"r{random.Next()}", Json(shares.Select((s, b) => (b == holdout ? "holdout" : $"b{b}", s))));
        var prefix = random.Next();
        var chosen = Enumerable.Range(0, count).Select(i => Index(rule, new() { RequestId = "r", User = $"{prefix}-{i}" })).ToArray();
        for (var b = 0; b < shares.Length; b++)
        {
            var p = shares[b] / 100;
            // Seven standard deviations: chance alone fails once in 10^11.
            Assert.InRange(Percent(chosen, b) / 100, p - 7 * Math.Sqrt(p * (1 - p) / count), p + 7 * Math.Sqrt(p * (1 - p) / count));
        }
    }

    [Fact]
    public void A_person_stays_and_so_does_a_session_but_a_stranger_is_drawn_by_request()
    {
        var rule = Rule("fruit", Buckets(50, 50));
        RecommendRequest Session(int i, int session) => new() { RequestId = $"{i}", Context = new Dictionary<string, Value> { ["session"] = Value.Of($"s{session}") } };
        var people = Enumerable.Range(0, 1_000).Select(i => Index(rule, new() { RequestId = $"{i}", User = "kim", Context = Session(i, i).Context }));
        Assert.Single(people.Distinct());
        Assert.Single(Enumerable.Range(0, 1_000).Select(i => Index(rule, Session(i, 7))).Distinct());
        Assert.Equal(2, Enumerable.Range(0, 1_000).Select(i => Index(rule, Session(7, i))).Distinct().Count());
        Assert.Equal(2, Enumerable.Range(0, 1_000).Select(i => Index(rule, new() { RequestId = $"{i}" })).Distinct().Count());
    }

    private static Func<int, string> Uuids()
    {
        var random = new Random(1);
        var ids = new string[People];
        var bytes = new byte[16];
        for (var i = 0; i < People; i++)
        {
            random.NextBytes(bytes);
            ids[i] = new Guid(bytes).ToString();
        }
        return i => ids[i];
    }

    private static string Buckets(params double[] shares) => Json(shares.Select((s, b) => ($"b{b}", s)));

    private static string Json(IEnumerable<(string Name, double Share)> buckets) => JsonSerializer.Serialize(buckets.Select(b => new { name = b.Name, share = b.Share }));

    private static CompiledRule Rule(string name, string buckets) => Shop.Value.CompileAsync(
        $$"""{ "service": "grocery", "name": "{{name}}", "candidates": [ { "items": ["apple"] } ], "fallback": [ { "items": ["apple"] } ], "buckets": {{buckets}} }""").GetAwaiter().GetResult();

    private static int[] Choose(CompiledRule rule, string shape)
    {
        var (chosen, id) = (new int[People], Shapes[shape]);
        Parallel.For(0, People, i => chosen[i] = Index(rule, new() { RequestId = "r", User = id(i) }));
        return chosen;
    }

    private static int Index(CompiledRule rule, RecommendRequest request)
    {
        var bucket = BucketChoice.Of(rule, request);
        for (var i = 0; ; i++)
        {
            if (rule.Buckets[i] == bucket) return i;
        }
    }

    private static int Cut(double share, double[] shares)
    {
        var at = 0;
        for (share *= 100; share >= shares[at]; at++) share -= shares[at];
        return at;
    }

    private static double Percent(int[] chosen, int bucket) => 100.0 * chosen.Count(b => b == bucket) / chosen.Length;

    /// <summary>Pearson's chi-square of the joint table of two choices against the product of its margins.</summary>
    private static double Dependence(int[] a, int[] b)
    {
        var table = new double[a.Max() + 1, b.Max() + 1];
        for (var i = 0; i < a.Length; i++) table[a[i], b[i]]++;
        double[] rows = [.. Enumerable.Range(0, table.GetLength(0)).Select(r => Enumerable.Range(0, table.GetLength(1)).Sum(c => table[r, c]))];
        double[] columns = [.. Enumerable.Range(0, table.GetLength(1)).Select(c => Enumerable.Range(0, table.GetLength(0)).Sum(r => table[r, c]))];
        var sum = 0.0;
        for (var r = 0; r < rows.Length; r++)
        {
            for (var c = 0; c < columns.Length; c++)
            {
                var expected = rows[r] * columns[c] / a.Length;
                sum += (table[r, c] - expected) * (table[r, c] - expected) / expected;
            }
        }
        return sum;
    }

    /// <summary>The 99.9 % quantile of chi-square.</summary>
    private static double Quantile(int degrees) => degrees switch
    {
        1 => 10.828,
        4 => 18.467,
        6 => 22.458,
        _ => throw new ArgumentOutOfRangeException(nameof(degrees)),
    };
}
