using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Reco.Functions.Tests.OpenApi;

public class OpenApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Lists_every_route_and_no_other()
    {
        var document = (await server.GetAsync("/api/openapi.json")).Json();
        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        var described = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name}"));
        Assert.Equal(MappedRoutes.Of(server.Services).Where(r => !r.StartsWith("GET /api/docs", StringComparison.Ordinal)).Append("GET /api/docs").Order(), described.Order());
    }

    [Fact]
    public async Task Every_reference_leads_somewhere_and_everything_kept_is_used()
    {
        var document = (await server.GetAsync("/api/openapi.json")).Json();
        var references = References(document).ToHashSet();
        foreach (var reference in references)
        {
            var place = document;
            foreach (var name in reference.Split('/').Skip(1)) place = place.GetProperty(name);
        }
        string[] kinds = ["parameters", "schemas", "responses"];
        var kept = kinds.SelectMany(k => document.GetProperty("components").GetProperty(k).EnumerateObject().Select(c => $"#/components/{k}/{c.Name}"));
        Assert.Empty(kept.Except(references));
    }

    [Fact]
    public async Task Every_operation_names_its_path_parameters_and_its_errors()
    {
        var document = (await server.GetAsync("/api/openapi.json")).Json();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var names = operation.Value.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().Select(p => p.GetProperty("$ref").GetString()!.Split('/')[^1]).ToList() : [];
                Assert.All(path.Name.Split('/').Where(s => s.StartsWith('{')), s => Assert.Contains(s.Trim('{', '}'), names));
                Assert.True(operation.Value.GetProperty("responses").TryGetProperty("500", out _));
                if (operation.Value.TryGetProperty("requestBody", out _)) Assert.True(operation.Value.GetProperty("responses").TryGetProperty("415", out _), path.Name);
            }
        }
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.Name == "$ref" ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}

/// <summary>The public routes that the executable maps, each as <c>GET /api/…</c>.</summary>
public static class MappedRoutes
{
    public static IReadOnlyList<string> Of(IServiceProvider services) =>
    [
        .. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(e =>
            (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => $"{m} /{e.RoutePattern.RawText!.Trim('/')}")).Where(r => r != "GET /").Distinct(),
    ];
}
