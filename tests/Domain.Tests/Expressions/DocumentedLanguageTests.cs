using System.Text.Json;
using System.Text.RegularExpressions;
using Reco.Domain.Expressions;
using Reco.Domain.Recommend;

namespace Reco.Domain.Tests.Expressions;

/// <summary>docs/expressions.md is true and whole: every example gives what it says, and what it lists is all there is.</summary>
public sealed class DocumentedLanguageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Root(), "docs", "expressions.md"));

    /// <summary>Rows of the tables with four cells: name, meaning, example, result.</summary>
    private static readonly List<string[]> Rows = [.. Page.Split('\n')
        .Where(line => line.StartsWith('|'))
        .Select(line => Regex.Split(line, @"(?<!\\)\|")[1..^1].Select(cell => cell.Trim().Replace("\\|", "|", StringComparison.Ordinal)).ToArray())
        .Where(cells => cells.Length == 4 && cells[3].StartsWith('`'))];

    [Fact]
    public void Every_example_gives_what_the_page_says()
    {
        var world = DocumentedWorld();
        var wrong = Rows.Select(row => (Example: row[2].Trim('`'), Gives: row[3].Trim('`')))
            .Select(row => (row.Example, Gives: world.ValueOf(row.Gives, "banana"), Actual: world.ValueOf(row.Example, "banana")))
            .Where(row => !row.Gives.Equals(row.Actual))
            .Select(row => $"{row.Example} gives {row.Actual}, not {row.Gives}");
        Assert.Equal("", string.Join('\n', wrong));
        Assert.True(Rows.Count > 70);
    }

    [Fact]
    public void Nothing_is_reachable_but_what_the_page_lists()
    {
        var listed = Rows.Select(row => Regex.Match(row[0], @"^`([a-zA-Z.0-9]+)").Groups[1].Value).Where(name => char.IsLetter(name.FirstOrDefault())).ToHashSet(StringComparer.Ordinal);
        string[] members =
        [
            .. Functions.Names,
            .. Names.OfRequest.Where(n => n != "context").Select(n => $"request.{n}"), "request.context.NAME",
            .. Names.OfCandidate.Select(n => $"candidate.{n}"),
            .. Names.OfNow.Select(n => $"now.{n}"), "now",
            .. Names.OfUser.Select(n => $"user.{n}"), "user.id", "user.PATH",
            "item.PATH", "item.id", "item.popularity", "seed.PATH", "params.NAME",
        ];
        Assert.Equal(members.Order(StringComparer.Ordinal), listed.Where(n => n is not ("true" or "a")).Order(StringComparer.Ordinal));
        Assert.Equal(["candidate", "item", "now", "params", "request", "seed", "user"], Names.Roots);
        Assert.All(Functions.All.Values, f => Assert.Contains(f.Body.DeclaringType, new[] { typeof(Operators), typeof(Math) }));
    }

    /// <summary>Names in the language are one thing, what the code behind them touches is another: both are closed lists.</summary>
    [Fact]
    public void Generated_code_reaches_all_that_is_listed_and_nothing_else()
    {
        var code = new GeneratedCode();
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var world = RandomWorld.Make(random);
            var (texts, queries) = (new RandomExpressions(random), new RandomExpressions(random) { ForQuery = true });
            var compiler = new ExpressionCompiler(world.Catalog, world.Params, world.Lets, world.Limits, []) { SourceNames = world.SourceNames, Emitted = code.Visit };
            compiler.SetDiversifyBy("$", texts.Any(3));
            compiler.SetScore("$", texts.Number(3));
            compiler.AddFilter("$", texts.Boolean(3), FilterEffect.Keep);
            compiler.AddQuery("$", queries.Boolean(3), "$", queries.Number(2));
            compiler.Compile()?.Generate();
        }
        Assert.Null(code.Forbidden);
        Assert.Equal(Lines(GeneratedCode.Allowed.SelectMany(type => type.Value.Select(name => (type.Key, name)))), Lines(code.Reached));

        static string Lines(IEnumerable<(Type Type, string Name)> members) => string.Join('\n', members.Select(m => $"{m.Type.Name}.{m.Name}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("System.Environment.Exit(1)")]
    [InlineData("typeof(item)")]
    [InlineData("item.GetType()")]
    [InlineData("'x'.Length")]
    [InlineData("request.Items.Count")]
    [InlineData("new Evaluation()")]
    [InlineData("evaluation.NowMs")]
    [InlineData("user.Attribute('x')")]
    [InlineData("user.last('view', 3).Length")]
    [InlineData("params.ToString()")]
    [InlineData("item['price']")]
    [InlineData("x => x")]
    [InlineData("item.price = 3")]
    [InlineData("item.price; 1")]
    [InlineData("now.ticks")]
    [InlineData("stats.rate")]
    [InlineData("any(item.tags, any)")]
    [InlineData("Math.abs(1)")]
    [InlineData("ABS(1)")]
    [InlineData("user.last")]
    public void The_world_outside_is_out_of_reach(string text) =>
        Assert.Equal(text == "user.last", DocumentedWorld().Faults(c => c.SetDiversifyBy("$", text)).Length == 0);

    private static ExpressionWorld DocumentedWorld()
    {
        var json = JsonDocument.Parse(Regex.Match(Page, "```json\n(.*?)```", RegexOptions.Singleline).Groups[1].Value).RootElement;
        var world = new ExpressionWorld();
        world.Item("banana", Without("id", json.GetProperty("item")));
        world.Item("tomato", Without("id", json.GetProperty("seed")));
        world.Popularity.Set("7d", ("banana", 12.5));
        var now = world.Now.ToUnixTimeMilliseconds();
        world.User = Interactions.Rows.Folded([.. json.GetProperty("history").EnumerateArray()
                .Select(e => Interactions.Rows.Of(e[0].GetString()!, e[1].GetString()!, now - Durations.Read(Value.Of(e[2].GetString()))!.Value))])
            .WithAttributes(JsonSerializer.SerializeToUtf8Bytes(json.GetProperty("user")));
        var request = json.GetProperty("request");
        world.Request = new RecommendRequest
        {
            RequestId = "r",
            User = request.GetProperty("user").GetString(),
            Items = [.. request.GetProperty("items").EnumerateArray().Select(e => e.GetString()!)],
            Limit = request.GetProperty("limit").GetInt32(),
            Context = request.GetProperty("context").EnumerateObject().ToDictionary(p => p.Name, p => Value.Of(p.Value)),
        };
        foreach (var parameter in json.GetProperty("params").EnumerateObject()) world.Params[parameter.Name] = Value.Of(parameter.Value);
        foreach (var let in json.GetProperty("let").EnumerateObject()) world.Let(let.Name, let.Value.GetString()!);
        return world;
    }

    private static string Without(string name, JsonElement element) =>
        JsonSerializer.Serialize(element.EnumerateObject().Where(p => p.Name != name).ToDictionary(p => p.Name, p => p.Value));

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Reco.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
