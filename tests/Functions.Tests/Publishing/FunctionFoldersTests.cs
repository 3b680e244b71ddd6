using System.Text.Json;
using System.Text.RegularExpressions;
using Reco.Functions.Tests.OpenApi;

namespace Reco.Functions.Tests.Publishing;

public class FunctionFoldersTests(PublishedApp published, RunningServer server) : IClassFixture<PublishedApp>, IClassFixture<RunningServer>
{
    private sealed record Function(string Name, string Route, string AuthLevel, IReadOnlyList<string> Methods);

    [Fact]
    public void One_folder_is_the_function_app()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(published.Folder, "host.json")));
        Assert.Equal("2.0", host.RootElement.GetProperty("version").GetString());
        var handler = host.RootElement.GetProperty("customHandler");
        Assert.Equal("reco-functions", handler.GetProperty("description").GetProperty("defaultExecutablePath").GetString());
        Assert.True(handler.GetProperty("enableProxyingHttpRequest").GetBoolean());
        Assert.True(File.Exists(published.Executable));
        Assert.True(File.Exists(Path.Combine(published.Folder, "local.settings.sample.json")));
        Assert.Equal(
            ["Catalogs", "DeadLetters", "Docs", "Health", "Interactions", "Items", "Metrics", "OpenApi", "Preview", "Recommend", "Relations", "Rules", "Stats", "Users"], Functions().Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_route_that_is_mapped_belongs_to_the_function_that_the_host_will_choose()
    {
        var functions = Functions();
        foreach (var route in MappedRoutes.Of(server.Services))
        {
            var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]["/api/".Length..]);
            var matching = functions.Where(f => Matches(f.Route, path)).ToList();
            Assert.True(matching.Count == 1, $"{route} is matched by {string.Join(", ", matching.Select(f => f.Name))}");
            Assert.Contains(method.ToLowerInvariant(), matching[0].Methods);
        }
    }

    [Fact]
    public void Every_method_of_a_function_is_mapped()
    {
        var routes = MappedRoutes.Of(server.Services);
        foreach (var function in Functions())
        {
            Assert.All(function.Methods, method => Assert.Contains(routes, r => r.StartsWith(method.ToUpperInvariant() + " ", StringComparison.Ordinal) && Matches(function.Route, r.Split(' ')[1]["/api/".Length..])));
        }
    }

    [Fact]
    public void Only_health_and_documentation_are_open() =>
        Assert.Equal(["Docs", "Health", "OpenApi"], Functions().Where(f => f.AuthLevel == "anonymous").Select(f => f.Name).Order(StringComparer.Ordinal));

    private List<Function> Functions() =>
    [
        .. Directory.GetDirectories(published.Folder).Where(d => File.Exists(Path.Combine(d, "function.json"))).Select(folder =>
        {
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "function.json")));
            var bindings = json.RootElement.GetProperty("bindings");
            Assert.Equal("httpTrigger in, http out", string.Join(", ", bindings.EnumerateArray().Select(b => $"{b.GetProperty("type").GetString()} {b.GetProperty("direction").GetString()}")));
            var trigger = bindings[0];
            return new Function(
                Path.GetFileName(folder), trigger.GetProperty("route").GetString()!, trigger.GetProperty("authLevel").GetString()!,
                [.. trigger.GetProperty("methods").EnumerateArray().Select(m => m.GetString()!)]);
        }),
    ];

    /// <summary>Whether a route of the host takes a path: <c>{x}</c> a segment, <c>{x?}</c> one or none, <c>{*x}</c> all that follows.</summary>
    private static bool Matches(string route, string path)
    {
        var pattern = string.Concat(route.Split('/').Select((segment, i) => (i == 0 ? "" : "/") is var slash && segment.StartsWith("{*", StringComparison.Ordinal) ? "(/.*)?"
            : segment.EndsWith("?}", StringComparison.Ordinal) ? $"({slash}[^/]+)?" : segment.StartsWith('{') ? $"{slash}[^/]+" : slash + Regex.Escape(segment)));
        return Regex.IsMatch(path, $"^{pattern}$");
    }
}
