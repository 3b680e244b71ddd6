using System.Diagnostics;
using System.Reflection;

namespace Reco.Functions.Tests.Publishing;

/// <summary>The app as <c>dotnet publish src/Functions</c> gives it: one folder that is also the function app.</summary>
public sealed class PublishedApp : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("reco-publish-").FullName;

    public string Executable => Path.Combine(Folder, OperatingSystem.IsWindows() ? "reco-functions.exe" : "reco-functions");

    public static string Root => Metadata("RepositoryRoot");

    public async Task InitializeAsync()
    {
        var start = new ProcessStartInfo("dotnet", ["publish", "src/Functions", "--no-build", "-c", Metadata("Configuration"), "-o", Folder, "-v", "quiet", "--nologo"]) { WorkingDirectory = Root, RedirectStandardOutput = true };
        using var publish = Process.Start(start)!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, output);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    private static string Metadata(string key) => typeof(PublishedApp).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value!;
}
