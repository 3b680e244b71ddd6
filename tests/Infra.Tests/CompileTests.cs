using System.Text.Json;

namespace Reco.Infra.Tests;

public class CompileTests
{
    public static TheoryData<string> Files => [.. Bicep.Files];

    /// <summary>Warnings leave the exit code at 0, so the diagnostics themselves are read.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void A_template_has_no_diagnostics(string file)
    {
        var run = Bicep.Run("lint", "--diagnostics-format", "sarif", file);

        var results = JsonDocument.Parse(run.Errors.Length > 0 ? run.Errors : run.Output).RootElement.GetProperty("runs")[0].GetProperty("results");
        Assert.Empty(results.EnumerateArray().Select(r => $"{r.GetProperty("ruleId")}: {r.GetProperty("message").GetProperty("text")}"));
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void The_deployment_builds_without_a_word()
    {
        var run = Bicep.Run("build", "--stdout", "main.bicep");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
    }

    [Fact]
    public void The_development_parameters_fit_the_template()
    {
        var run = Bicep.Run("build-params", "--stdout", "main.bicepparam");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("environmentName", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_in_a_template_is_seen()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("bicep-fault").FullName, "fault.bicep");
        File.WriteAllText(file, "resource a 'Microsoft.Storage/storageAccounts@2024-01-01' = {\n  name: 'a'\n  kind: 'StorageV2'\n  location: 'x'\n  sku: { name: 'Standard_LRS' }\n  propertees: {}\n}\n");

        Assert.Contains("propertees", Bicep.Run("build", "--stdout", file).Errors, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }
}
