using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reco.Domain.Rules;
using Reco.Domain.Reading;

namespace Reco.Domain.Tests.Rules;

/// <summary>The corpus of rules beside this file, and the document of the rules.</summary>
internal static partial class RuleSamples
{
    /// <summary>The folder of these tests in the sources.</summary>
    public static string Folder { get; } = Here();

    public static string SchemaFile => Path.GetFullPath(Path.Combine(Folder, "../../../src/Domain/Rules/rule.schema.json"));

    public static string Docs => Path.GetFullPath(Path.Combine(Folder, "../../../docs/rules.md"));

    public static string Readme => Path.GetFullPath(Path.Combine(Folder, "../../../README.md"));

    /// <summary>Files of one folder of the corpus: <c>good</c>, <c>bad</c> (structure), <c>bad-code</c> (what only the compiler can see).</summary>
    public static IReadOnlyList<string> Files(string kind) => [.. Directory.GetFiles(Path.Combine(Folder, "Corpus", kind), "*.json").Order(StringComparer.Ordinal)];

    /// <summary>A rule as the store keeps it; stored as <c>grocery/fruit</c>, like every rule of the corpus.</summary>
    public static StoredRule Stored(string json, long revision = 1) => new("grocery", "fruit", revision, Encoding.UTF8.GetBytes(json));

    /// <summary>The smallest rule with further properties.</summary>
    public static string Rule(string more = "", string name = "fruit", string candidates = """[ { "popular": "7d" } ]""") =>
        $$"""{ "service": "grocery", "name": "{{name}}", "candidates": {{candidates}}{{(more.Length == 0 ? "" : ", " + more)}} }""";

    /// <summary>Faults as an operator reads them.</summary>
    public static string Text(IEnumerable<Fault> faults) => string.Join('\n', faults);

    /// <summary>Marked blocks of docs/rules.md: what the block is (<c>rule</c>, <c>source</c>, <c>filter</c>, <c>part</c> or <c>catalog</c>) and its JSON.</summary>
    public static IReadOnlyList<(string Kind, string Json)> Documented() => Documented(Docs);

    /// <summary>Marked blocks of a document.</summary>
    public static IReadOnlyList<(string Kind, string Json)> Documented(string file) =>
        [.. Block().Matches(File.ReadAllText(file)).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];

    /// <summary>All of them but catalogs, each made a whole rule.</summary>
    public static IReadOnlyList<string> DocumentedRules() => [.. Documented().Where(b => b.Kind != "catalog").Select(b => WholeRule(b.Kind, b.Json))];

    private static string WholeRule(string kind, string json) => kind switch
    {
        "rule" => json,
        "source" => Rule(candidates: $"[ {json} ]"),
        "filter" => Rule($"\"filters\": [ {json} ]"),
        "part" => Merge(json),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "a block is a rule, source, filter or part"),
    };

    [GeneratedRegex(@"<!-- (\w+) -->\n```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    private static string Merge(string json)
    {
        using var rule = JsonDocument.Parse(Rule());
        using var part = JsonDocument.Parse($"{{ {json} }}");
        return MergePatch.Apply(rule.RootElement, part.RootElement).GetRawText();
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
