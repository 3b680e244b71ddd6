using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Reco.Domain.Rules;

namespace Reco.Domain.Tests.Rules;

/// <summary>The published JSON Schema says of a rule's structure what the parser says. A validator that knows nothing of Reco (ajv) reads it.</summary>
public class RuleSchemaTests
{
    [Fact]
    public async Task Good_rules_satisfy_the_schema()
    {
        var faults = await Validate([.. RuleSamples.Files("good"), .. RuleSamples.Files("bad-code").Where(IsJson)]);
        Assert.Equal("", string.Join('\n', faults.Where(f => f.Value.Length > 0).Select(f => $"{Path.GetFileName(f.Key)}: {string.Join(", ", f.Value)}")));
    }

    [Fact]
    public async Task Rules_of_a_wrong_structure_violate_the_schema()
    {
        var faults = await Validate(RuleSamples.Files("bad"));
        Assert.Equal("", string.Join('\n', faults.Where(f => f.Value.Length == 0).Select(f => $"{Path.GetFileName(f.Key)} passes the schema")));
        Assert.Equal(RuleSamples.Files("bad").Count, faults.Count);
    }

    [Fact]
    public async Task Documented_rules_satisfy_the_schema()
    {
        var folder = Directory.CreateTempSubdirectory("reco-rules-");
        try
        {
            var files = RuleSamples.DocumentedRules().Select((json, index) => (Name: Path.Combine(folder.FullName, $"{index}.json"), Json: json)).ToList();
            foreach (var (name, json) in files) await File.WriteAllTextAsync(name, json);
            var faults = await Validate([.. files.Select(f => f.Name)]);
            Assert.Equal("", string.Join('\n', faults.Where(f => f.Value.Length > 0).Select(f => $"{File.ReadAllText(f.Key)}: {string.Join(", ", f.Value)}")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_published_schema_is_the_file() => Assert.Equal(File.ReadAllBytes(RuleSamples.SchemaFile), RuleSchema.Json.ToArray());

    private static bool IsJson(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task<Dictionary<string, string[]>> Validate(IReadOnlyList<string> files)
    {
        var folder = Path.Combine(RuleSamples.Folder, "schema");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules")), "The schema's validator is not installed: run ./test.sh, which installs it.");
        using var node = Start(folder);
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new { schema = RuleSamples.SchemaFile, files }));
        node.StandardInput.Close();
        var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await error);
        return JsonSerializer.Deserialize<Dictionary<string, string[]>>(await output)!;
    }

    private static Process Start(string folder)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", "validate.mjs") { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException("node is missing, which validates the schema: install Node.js 20 or newer and run ./test.sh.");
        }
    }
}
