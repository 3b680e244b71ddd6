namespace Reco.Bench;

/// <summary>The server under test: the Release build with an embedded data folder that this run made and removes.</summary>
internal sealed class RecoServer : IDisposable
{
    private readonly Child process;
    private readonly DirectoryInfo folder;

    private RecoServer(Child process, DirectoryInfo folder, HttpClient client) => (this.process, this.folder, Client) = (process, folder, client);

    public Uri Address => Client.BaseAddress!;

    public const string Path = "/api/recommend/bench/related?user=u%d&item=i%d";

    public HttpClient Client { get; }

    /// <summary>Memory that the server's process has in use.</summary>
    public long ResidentBytes => process.ResidentBytes;

    /// <summary>Starts it on all cores, loads the world, and starts it again on the cores that it is measured on.</summary>
    public static async Task<RecoServer> StartAsync(string cores, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("reco-bench");
        try
        {
            var address = new Uri("http://127.0.0.1:7171");
            using (var loading = Start("0,1", folder, address))
            {
                using var client = await loading.ReadyAsync(address, "api/health", cancel);
                await Loader.LoadAsync(client, TimeProvider.System.GetUtcNow(), cancel);
            }
            return await StartAsync(cores, folder, address, new Dictionary<string, string>(), cancel);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>A second server with the same data and other settings. Nothing writes meanwhile.</summary>
    public Task<RecoServer> AgainAsync(string cores, IReadOnlyDictionary<string, string> settings, CancellationToken cancel, int port = 7173)
    {
        var copy = Directory.CreateTempSubdirectory("reco-bench");
        foreach (var file in folder.GetFiles().Where(f => f.Extension != ".lock")) file.CopyTo(System.IO.Path.Combine(copy.FullName, file.Name));
        return StartAsync(cores, copy, new Uri($"http://127.0.0.1:{port}"), settings, cancel);
    }

    private static async Task<RecoServer> StartAsync(string cores, DirectoryInfo folder, Uri address, IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var process = Start(cores, folder, address, settings);
        return new RecoServer(process, folder, await process.ReadyAsync(address, "api/health", cancel));
    }

    public void Dispose()
    {
        Client.Dispose();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static Child Start(string cores, DirectoryInfo folder, Uri address, IReadOnlyDictionary<string, string>? settings = null) =>
        new(cores, Paths.Built("Functions", "reco-functions"), ["--urls", address.ToString()], new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Reco__DataFolder"] = folder.FullName,
            ["Reco__Demo"] = "false",
            ["DOTNET_TieredPGO"] = "1",
        });
}
