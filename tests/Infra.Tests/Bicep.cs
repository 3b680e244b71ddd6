using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Reco.Infra.Tests;

/// <summary>Runs the Bicep compiler that the project's package brought, offline and with a home folder of its own.</summary>
internal static class Bicep
{
    public static string InfraFolder { get; } = Path.GetFullPath(Metadata("InfraFolder"));

    public static IEnumerable<string> Files =>
        Directory.EnumerateFiles(InfraFolder, "*.bicep*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(InfraFolder, f)).Order(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, Lazy<JsonElement>> Built = [];

    /// <summary>The ARM template of a file, parsed; built once.</summary>
    public static JsonElement Build(string file) => Built.GetOrAdd(file, _ => new(() =>
    {
        var run = Run("build", "--stdout", file);
        Assert.True(run.ExitCode == 0, run.Errors);
        return JsonDocument.Parse(run.Output).RootElement;
    })).Value;

    public static (int ExitCode, string Output, string Errors) Run(params string[] arguments)
    {
        var home = Directory.CreateTempSubdirectory("bicep-home");
        try
        {
            var start = new ProcessStartInfo(Metadata("BicepPath"), arguments)
            {
                WorkingDirectory = InfraFolder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["HOME"] = home.FullName, ["RECO_CURSOR_KEY"] = "for tests", ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1" },
            };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)), "bicep did not end");
            return (process.ExitCode, output, errors.GetAwaiter().GetResult());
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static string Metadata(string key) =>
        typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
