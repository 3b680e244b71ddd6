using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reco.Domain.Tests.Rules;

namespace Reco.Domain.Tests.Fuzz;

/// <summary>What mutations start from and splice in: every rule that the repository has, good and bad, and every expression of its documents.</summary>
internal sealed partial class FuzzCorpus
{
    private FuzzCorpus(IReadOnlyList<string> good, IReadOnlyList<string> bad, IReadOnlyList<string> documented)
    {
        Good = [.. good.Select(Encoding.UTF8.GetBytes)];
        Bad = [.. bad.Select(Encoding.UTF8.GetBytes)];
        var spans = Good.Concat(Bad).SelectMany(rule => JsonSpan.Of(rule).Select(span => (rule, span))).ToList();
        Values = [.. spans.Where(s => s.span.End - s.span.Start < 2_000).Select(s => s.rule[s.span.Start..s.span.End])];
        Members = [.. spans.Where(s => s.span.NameStart >= 0 && s.span.End - s.span.NameStart < 2_000).Select(s => s.rule[s.span.NameStart..s.span.End])];
        Expressions = [.. spans.Where(s => s.span.IsCode(s.rule)).Select(s => s.span.Text(s.rule)![1..]).Concat(documented).Distinct().Where(e => e.Length < 2_000)];
        Tokens = [.. Expressions.SelectMany(ExpressionTokens.Of).Distinct()];
    }

    /// <summary>Whole rules in UTF-8.</summary>
    public IReadOnlyList<byte[]> Good { get; }
    /// <summary>Such with faults.</summary>
    public IReadOnlyList<byte[]> Bad { get; }
    /// <summary>Any part of them.</summary>
    public IReadOnlyList<byte[]> Values { get; }
    /// <summary>Properties with their values.</summary>
    public IReadOnlyList<byte[]> Members { get; }
    /// <summary>Expressions without <c>@</c>.</summary>
    public IReadOnlyList<string> Expressions { get; }
    /// <summary>What expressions are made of.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>Reads the corpus of the tests, the golden cases, the documents and the demo shop.</summary>
    public static FuzzCorpus Load()
    {
        var root = Path.GetFullPath(Path.Combine(RuleSamples.Folder, "../../.."));
        List<string> good = [.. RuleSamples.DocumentedRules(), .. RuleSamples.Files("good").Select(File.ReadAllText)];
        var bad = RuleSamples.Files("bad").Concat(RuleSamples.Files("bad-code")).Select(File.ReadAllText).Where(text => text.Length < 16_000);
        good.AddRange(Directory.GetFiles(Path.Combine(root, "src/Functions/Demo/Rules"), "*.json").Order(StringComparer.Ordinal).Select(File.ReadAllText));
        foreach (var file in Directory.GetFiles(Path.Combine(root, "tests/Domain.Tests/Recommend/Golden"), "*.json").Order(StringComparer.Ordinal))
        {
            using var golden = JsonDocument.Parse(File.ReadAllText(file));
            good.AddRange(golden.RootElement.GetProperty("cases").EnumerateArray().Where(c => c.TryGetProperty("rule", out _)).Select(c => c.GetProperty("rule").GetRawText()));
        }
        var documented = Code().Matches(File.ReadAllText(Path.Combine(root, "docs/expressions.md"))).Select(m => m.Groups[1].Value.Replace("\\|", "|", StringComparison.Ordinal));
        return new FuzzCorpus(good, [.. bad], [.. documented]);
    }

    [GeneratedRegex(@"\| `([^`]+)` \| `[^`]+` \|$", RegexOptions.Multiline)]
    private static partial Regex Code();
}
