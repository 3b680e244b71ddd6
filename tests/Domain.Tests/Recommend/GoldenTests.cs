using System.Text;
using System.Text.Json;
using Reco.Domain.Tests.World;

namespace Reco.Domain.Tests.Recommend;

/// <summary>
/// Golden cases: world + rule + request → the page in order, how each item came there, and what removed each of the others. Each file of the folder Golden holds
/// one world and its cases; all differences are printed at once.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Recommend", "Golden");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_case_gives_its_page(string file)
    {
        var differences = new StringBuilder();
        await foreach (var (name, expected, actual) in RunAsync(file))
        {
            if (expected != actual) differences.AppendLine($"{file}: {name}").AppendLine($"  expected {expected}").AppendLine($"  but got  {actual}");
        }
        Assert.True(differences.Length == 0, differences.ToString());
    }

    [Fact]
    public async Task Every_source_and_every_way_onto_or_off_the_page_decides_a_case()
    {
        var seen = new StringBuilder();
        foreach (var file in Directory.GetFiles(Folder, "*.json"))
            await foreach (var (_, _, actual) in RunAsync(Path.GetFileName(file))) seen.AppendLine(actual);
        string[] stages = ["related", "popular", "query", "history", "items", "ranked", "pinned", "rolled", "fallback", "diversity relaxed", "filter", "no item data", "shown before"];
        var all = seen.ToString();
        Assert.Equal(stages, stages.Where(s => all.Contains(s, StringComparison.Ordinal)));
    }

    private static async IAsyncEnumerable<(string Name, string Expected, string Actual)> RunAsync(string file)
    {
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Folder, file)), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var root = document.RootElement;
        var shop = await ShopWorld.MakeAsync(root.GetProperty("world"));
        foreach (var test in root.GetProperty("cases").EnumerateArray())
        {
            var rule = await shop.CompileAsync((test.TryGetProperty("rule", out var own) ? own : root.GetProperty("rule")).GetRawText());
            var cursor = (string?)null;
            foreach (var step in test.GetProperty("pages").EnumerateArray())
            {
                var answer = await shop.RecommendAsync(rule, ShopWorld.Request(step.GetProperty("request")) with { Cursor = cursor });
                cursor = answer.TryGetProperty("cursor", out var next) ? next.GetString() : null;
                yield return (test.GetProperty("name").GetString()!, step.GetProperty("expect").GetString()!, Describe(answer));
            }
        }
    }

    /// <summary>One line: <c>a (ranked related similar) b (pinned) | -c (filter 1) | more</c>.</summary>
    private static string Describe(JsonElement answer)
    {
        if (answer.TryGetProperty("faults", out var faults)) return string.Join("; ", faults.EnumerateArray().Select(f => f.GetString()));
        var explain = answer.GetProperty("explain");
        var parts = new List<string>();
        Assert.Equal(ShopWorld.Ids(answer), explain.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!));
        foreach (var item in explain.GetProperty("items").EnumerateArray())
        {
            var sources = item.GetProperty("parts").EnumerateArray().Select(p => p.GetProperty("source").GetString()!.Split(' ')[0]);
            var place = item.GetProperty("place").GetString()!;
            parts.Add($"{item.GetProperty("id").GetString()} ({string.Join(' ', sources.Prepend(place))})");
        }
        foreach (var item in explain.GetProperty("dropped").EnumerateArray())
        {
            var why = item.TryGetProperty("droppedBy", out var filter) ? $"filter {filter.GetProperty("filter").GetInt32()}" : item.GetProperty("reason").GetString();
            parts.Add($"-{item.GetProperty("id").GetString()} ({why})");
        }
        if (answer.TryGetProperty("cursor", out _)) parts.Add("more");
        return string.Join(' ', parts);
    }
}
