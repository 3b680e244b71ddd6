using System.Text.Json.Nodes;

namespace Reco.Cli.Tests.EndToEnd;

/// <summary>A test on public data sets outside the project: RECO_DATA names the folder that holds <c>ml-latest-small</c>, <c>groceries</c> and <c>complete-journey</c>. Skipped, visibly, without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PublicDataTheoryAttribute : TheoryAttribute
{
    public PublicDataTheoryAttribute()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("RECO_DATA"))) Skip = "Set RECO_DATA to the folder with ml-latest-small, groceries and complete-journey to run this.";
    }
}

/// <summary>The known figures of public data sets, measured through the endpoint of the real server, to ± .002.</summary>
public sealed class PublicFiguresTests : IDisposable
{
    private const string Ratings = "ml-latest-small/ratings.csv";
    private const string Baskets = "groceries/baskets.csv";
    private readonly Shell shell = new();

    [PublicDataTheory]
    [InlineData(Ratings, "last-one", "--neighbours candidate --k 20", "HR@10", .0705, "NDCG@10", .0309, "Recall@20", .1328)]
    [InlineData(Ratings, "last-fifth", "--neighbours candidate --k 20", "HR@10", .5180, "NDCG@10", .1220, "Recall@20", .1188)]
    [InlineData(Baskets, "baskets", "", "HR@5", .2691, "HR@10", .3965, "NDCG@10", .2229)]
    public async Task Known_figures(string file, string protocol, string options, string a, double wantedA, string b, double wantedB, string c, double wantedC)
    {
        var figures = await MeasureAsync(file, protocol, options);
        foreach (var (metric, wanted) in new[] { (a, wantedA), (b, wantedB), (c, wantedC) })
            Assert.True(Math.Abs(figures(metric) - wanted) <= .002, $"{metric} is {figures(metric):F4}, not {wanted:F4}");
    }

    [PublicDataTheory]
    [InlineData("last-one", "HR@10", .055)]
    [InlineData("last-fifth", "NDCG@10", .110)]
    public async Task The_defaults_reach_the_bars(string protocol, string metric, double bar)
    {
        var figures = await MeasureAsync(Ratings, protocol, "");
        Assert.True(figures(metric) >= bar, $"{metric} is {figures(metric):F4}, below {bar:F4}");
    }

    private async Task<Func<string, double>> MeasureAsync(string file, string protocol, string options)
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("RECO_DATA")!, file);
        var code = await shell.RunAsync(["evaluate", path, "--protocol", protocol, "--json", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.True(code == Exit.Done, shell.Error);
        var metrics = JsonNode.Parse(shell.Output)!["metrics"]!;
        return name => (double)metrics[name]!["mean"]!;
    }

    public void Dispose() => shell.Dispose();
}
