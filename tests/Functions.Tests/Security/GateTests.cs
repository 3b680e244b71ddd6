using Microsoft.Extensions.DependencyInjection;
using Reco.Functions.Hosting;
using Reco.Functions.Security;

namespace Reco.Functions.Tests.Security;

public class GateTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("localhost:80", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("[::1]:5", 200)]
    [InlineData("evil.example", 403)]
    [InlineData("localhost.evil.example", 403)]
    [InlineData("169.254.169.254", 403)]
    public async Task Without_keys_only_a_loopback_name_is_served(string host, int status) => Assert.Equal(status, (await server.GetAsync("/api/rules", ("Host", host))).Status);

    [Theory]
    [InlineData("http://localhost:3000", 200)]
    [InlineData("https://evil.example", 403)]
    [InlineData("null", 403)]
    public async Task Without_keys_pages_of_other_sites_are_refused(string origin, int status) => Assert.Equal(status, (await server.GetAsync("/api/rules", ("Origin", origin))).Status);

    [Fact]
    public async Task Until_it_is_ready_only_health_answers()
    {
        var readiness = server.Services.GetRequiredService<Readiness>();
        readiness.Begin("loading items");
        try
        {
            var reply = await server.GetAsync("/api/rules");
            Assert.Equal("""503 {"title":"Service Unavailable","status":503,"detail":"The server is starting; /api/health says when it is ready."}""", reply.ToString());
            Assert.Equal("1", reply.RetryAfter);
            var health = await server.GetAsync("/api/health");
            Assert.Equal("""503 {"status":"starting","step":"loading items","dependencies":{"data":"ok"},"items":0,"rules":0,"rejectedRules":0}""", health.ToString());
            Assert.Equal(200, (await server.GetAsync("/api/openapi.json")).Status);
        }
        finally
        {
            readiness.Done();
        }
        Assert.Equal("""200 {"status":"ready","dependencies":{"data":"ok"},"items":0,"rules":0,"rejectedRules":0}""", (await server.GetAsync("/api/health")).ToString());
    }

    [Fact]
    public async Task A_body_has_a_limit()
    {
        await using var small = new Started([$"--Reco:Limits:BodyBytes=100"]);
        var reply = await (await small.GetAsync()).PutAsync("/api/items", $$"""{"id":"{{new string('x', 200)}}"}""");
        Assert.Equal("""413 {"title":"Payload Too Large","status":413,"detail":"The body is larger than this server takes. Send it in parts."}""", reply.ToString());
    }

    [Fact]
    public async Task Each_scope_has_a_key_of_its_own()
    {
        string KeyOf(Scope scope) => $"key-of-{scope}-0123456789";
        await using var started = new Started([.. Keys.Scopes.Select(s => $"--Reco:Keys:{s}={KeyOf(s)}")]);
        var keyed = await started.GetAsync();
        (string Path, Scope Scope)[] calls =
        [
            ("/api/recommend/a/b", Scope.Recommend), ("/api/preview/a/b", Scope.Preview), ("/api/metrics", Scope.Preview), ("/api/rules", Scope.Rules),
            ("/api/items/x", Scope.Data), ("/api/users/x", Scope.Data), ("/api/catalogs", Scope.Data),
        ];
        foreach (var (path, scope) in calls)
        {
            Assert.Equal(401, (await keyed.GetAsync(path)).Status);
            foreach (var other in Keys.Scopes)
            {
                var opened = other == scope;
                Assert.Equal(opened, (await keyed.GetAsync(path, ("x-functions-key", KeyOf(other)))).Status != 401);
                Assert.Equal(opened, (await keyed.GetAsync($"{path}?code={KeyOf(other)}")).Status != 401);
            }
        }
        Assert.Equal(200, (await keyed.GetAsync("/api/health", ("Host", "reco.example"))).Status);
        Assert.Equal(200, (await keyed.GetAsync("/api/catalogs", ("Host", "reco.example"), ("x-functions-key", KeyOf(Scope.Data)))).Status);
        Assert.Equal(
            """401 {"title":"Unauthorized","status":401,"detail":"This address needs the key of Data in the header x-functions-key or in code=."}""", (await keyed.GetAsync("/api/catalogs")).ToString());
    }

    /// <summary>A server of one test.</summary>
    private sealed class Started(string[] settings) : IAsyncDisposable
    {
        private readonly RunningServer server = new() { Settings = settings };

        public async Task<RunningServer> GetAsync()
        {
            await server.InitializeAsync();
            return server;
        }

        public async ValueTask DisposeAsync() => await server.DisposeAsync();
    }
}
