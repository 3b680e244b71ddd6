using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Reco.Domain.Rules;

namespace Reco.Functions.Hosting;

/// <summary>Says that the server is ready, with addresses to click.</summary>
/// <param name="server">Knows where it listens.</param>
/// <param name="rules">A rule to try.</param>
/// <param name="logs">Where it is said.</param>
internal sealed class Greeting(IServer server, LiveRules rules, ILoggerFactory logs)
{
    /// <summary>Says it.</summary>
    public void Say()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        var rule = rules.Current.Find("grocery/fruit") ?? rules.Current.All.OrderBy(r => r.Key, StringComparer.Ordinal).FirstOrDefault();
        var example = rule is null ? "no rule yet: PUT one to /api/rules/{service}/{rule}" : $"{address}/api/recommend/{rule.Key}?user=u1{(rule.NeedsItem ? "&item=banana" : "")}";
        logs.CreateLogger("Reco").LogInformation("Reco is ready: {Example} · {Docs} · {Health}", example, $"{address}/api/docs", $"{address}/api/health");
    }
}
