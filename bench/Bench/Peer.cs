namespace Reco.Bench;

/// <summary>The yardstick, when its folder is given: one Python process on the server's core beside a Redis on the load's core.</summary>
internal sealed class Peer : IDisposable
{
    private const int RedisPort = 6399;
    private readonly Child redis;
    private readonly Child server;

    private Peer(Child redis, Child server) => (this.redis, this.server) = (redis, server);

    public static Uri Address { get; } = new("http://127.0.0.1:8101");

    public const string Path = "/?user=%d&item=%d";

    public static async Task<Peer> StartAsync(string folder, string serverCore, string loadCore, CancellationToken cancel)
    {
        var script = System.IO.Path.Combine(folder, "peer_asgi.py");
        if (!File.Exists(script)) throw new InvalidOperationException($"There is no peer_asgi.py in {folder}.");
        var redis = new Child(loadCore, "redis-server", ["--port", $"{RedisPort}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        try
        {
            for (var attempt = 0; !await AnswersAsync(cancel); attempt++)
            {
                if (attempt == 50) throw new TimeoutException("redis-server is not ready after 5 seconds");
                await Task.Delay(100, cancel);
            }
            await Child.RunAsync("/usr/bin/python3", [script, "load"], null, cancel);
            var server = new Child(serverCore, "/usr/bin/python3", [script, "serve", $"{Address.Port}"]);
            using var client = await server.ReadyAsync(Address, "/?user=1&item=1", cancel);
            return new Peer(redis, server);
        }
        catch
        {
            redis.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        server.Dispose();
        redis.Dispose();
    }

    private static async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        try
        {
            return (await Child.RunAsync("redis-cli", ["-p", $"{RedisPort}", "ping"], null, cancel)).StartsWith("PONG", StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
