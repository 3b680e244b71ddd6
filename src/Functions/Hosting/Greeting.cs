using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Reco.Domain.Rules;

namespace Reco.Functions.Hosting;

/// <summary>Says that the server is ready, with addresses to click.</summary>
/// <param name="server">Knows where it listens.</param>
/// <param name="rules">A rule to try.</param>
/// <param name="settings">Where it listens, and for whom.</param>
/// <param name="logs">Where it is said.</param>
internal sealed class Greeting(IServer server, LiveRules rules, Settings settings, ILoggerFactory logs)
{
    /// <summary>Says it. Behind the Functions host nobody reads addresses.</summary>
    public void Say()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        if (settings.Listening.BehindHost)
        {
            logs.CreateLogger("Reco").LogInformation("Ready on {Address}", address);
            return;
        }
        Console.WriteLine($"Reco is ready. Data: {settings.DataFolder}");
        foreach (var line in Examples()) Console.WriteLine($"  {address}{line}");
    }

    private IEnumerable<string> Examples()
    {
        var serving = rules.Current;
        string[] shown = ["/api/recommend/grocery/for-you?user=u1", "/api/recommend/grocery/fruit?user=u1&limit=5", "/api/recommend/grocery/goes-with?item=milk", "/api/recommend/grocery/popular?user=u7&explain=true"];
        var demo = shown.Where(path => serving.Find(path["/api/recommend/".Length..path.IndexOf('?', StringComparison.Ordinal)]) is not null).ToList();
        if (demo.Count > 0) foreach (var path in demo) yield return path;
        else if (serving.Serving.MinBy(r => r.Key, StringComparer.Ordinal) is { } rule) yield return $"/api/recommend/{rule.Key}";
        else yield return "/api/rules    no rule yet: PUT one to /api/rules/{service}/{rule}";
        yield return "/api/docs";
    }
}
