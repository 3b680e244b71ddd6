namespace Reco.Bench;

/// <summary>The server under test: the Release build with an embedded data folder that this run made and removes.</summary>
internal sealed class RecoServer : IDisposable
{
    private readonly Child process;
    private readonly DirectoryInfo folder;

    private RecoServer(Child process, DirectoryInfo folder, HttpClient client) => (this.process, this.folder, Client) = (process, folder, client);

    public static Uri Address { get; } = new("http://127.0.0.1:7171");

    public const string Path = "/api/recommend/bench/related?user=u%d&item=i%d";

    public HttpClient Client { get; }

    /// <summary>Starts it on all cores, loads the world, and starts it again on the cores that it is measured on.</summary>
    public static async Task<RecoServer> StartAsync(string cores, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("reco-bench");
        try
        {
            using (var loading = Start("0,1", folder))
            {
                using var client = await loading.ReadyAsync(Address, "api/health", cancel);
                await Loader.LoadAsync(client, TimeProvider.System.GetUtcNow(), cancel);
            }
            var process = Start(cores, folder);
            return new RecoServer(process, folder, await process.ReadyAsync(Address, "api/health", cancel));
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static Child Start(string cores, DirectoryInfo folder) => new(cores, Paths.Built("Functions", "reco-functions"), ["--urls", Address.ToString()],
        new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Reco__DataFolder"] = folder.FullName,
            ["Reco__Demo"] = "false",
            ["DOTNET_TieredPGO"] = "1",
        });
}
