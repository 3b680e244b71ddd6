using System.CommandLine;
using System.Text.Json.Nodes;
using Reco.Domain;
using Reco.Domain.Reading;

namespace Reco.Cli.Rules;

/// <summary>A rule in a file. Its key is what the document says, or else the file's place: <c>grocery/fruit.json</c> is grocery/fruit.</summary>
/// <param name="Path">As it is told to people.</param>
/// <param name="Service">The service.</param>
/// <param name="Name">The rule's name.</param>
/// <param name="Json">The document as it is.</param>
internal sealed record RuleFile(string Path, string Service, string Name, byte[] Json)
{
    private JsonLocator? locator;

    public string Key => $"{Service}/{Name}";

    /// <summary>A fault of this rule as compilers tell them, so that editors find the place: <c>FILE:LINE:COLUMN: PATH: PROBLEM. FIX</c></summary>
    public string Tell(Fault fault)
    {
        var (line, column) = (locator ??= new JsonLocator(Json, Limits.Default.JsonDepth)).Find(fault.Path);
        return $"{Path}:{line}:{column}: {fault}";
    }

    /// <summary>Files and folders on the command line.</summary>
    public static Argument<string[]> Argument() => new("FILE") { Description = "Rule files or folders.", Arity = ArgumentArity.OneOrMore };

    /// <summary>The rules that files and folders hold.</summary>
    public static IReadOnlyList<RuleFile> Of(IEnumerable<string> paths) => [.. paths.SelectMany(p => Directory.Exists(p) ? InFolder(p) : [Read(p)])];

    /// <summary>Every rule of a folder, in the order of paths.</summary>
    public static IReadOnlyList<RuleFile> InFolder(string folder)
    {
        if (!Directory.Exists(folder)) throw CliException.Usage($"{folder}: there is no such folder.");
        var files = Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Where(f => !f.EndsWith("schema.json", StringComparison.Ordinal));
        var rules = files.Order(StringComparer.Ordinal).Select(Read).ToList();
        if (rules.GroupBy(r => r.Key).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CliException($"{string.Join(" and ", twice.Select(r => r.Path))} are both the rule {twice.Key}.");
        return rules;
    }

    public static RuleFile Read(string path)
    {
        if (!File.Exists(path)) throw CliException.Usage($"{path}: there is no such file.");
        var full = System.IO.Path.GetFullPath(path);
        var (service, name) = (System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(full)!), System.IO.Path.GetFileNameWithoutExtension(full));
        var json = File.ReadAllBytes(path);
        var document = Parsed(json) as JsonObject;
        return new RuleFile(path, Text(document, "service") ?? service, Text(document, "name") ?? name, json);
    }

    private static string? Text(JsonObject? document, string name) => document?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The document; null when it is no JSON, which checking will say better.</summary>
    internal static JsonNode? Parsed(byte[] json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (Exception fault) when (fault is System.Text.Json.JsonException or ArgumentException)
        {
            return null;
        }
    }
}
