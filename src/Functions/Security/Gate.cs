using Reco.Functions.Hosting;
using Reco.Functions.Http;

namespace Reco.Functions.Security;

/// <summary>
/// Decides who may come in, before any function runs. Behind the Functions host the host checks keys. Otherwise a scope with a key demands it; a scope without
/// one is open to this machine only, and there a web page of somebody else is kept out: the Host header must be a loopback name (DNS rebinding) and a foreign
/// Origin is refused (CSRF; bodies need a JSON content type besides).
/// </summary>
/// <param name="settings">Keys and addresses.</param>
/// <param name="readiness">Functions wait for it.</param>
/// <param name="development">Whether the host in front is the one of a developer's machine, which checks no keys.</param>
internal sealed class Gate(Settings settings, Readiness readiness, bool development)
{
    private const string Header = "x-functions-key";
    private readonly bool hostChecksKeys = settings.Listening.BehindHost;

    /// <summary>Why this call may not come in, or null.</summary>
    public Problem? Check(HttpContext context, Scope scope)
    {
        var keyed = !hostChecksKeys && settings.Keys.Guards(scope);
        if (keyed && !settings.Keys.Opens(scope, ShownKey(context)))
            return new Problem(StatusCodes.Status401Unauthorized, $"This address needs the key of {scope} in the header {Header} or in code=.");
        if (scope != Scope.Open && !keyed && (!hostChecksKeys || development) && Foreign(context) is { } foreign) return foreign;
        if (scope != Scope.Open && !readiness.IsReady)
            return new Problem(StatusCodes.Status503ServiceUnavailable, "The server is starting; /api/health says when it is ready.");
        return null;
    }

    private static Problem? Foreign(HttpContext context)
    {
        if (!LoopbackNames.Contains(context.Request.Host.Host))
            return new Problem(StatusCodes.Status403Forbidden, "Without keys this server answers only to localhost. Set Reco__Keys__… to open it.");
        if (context.Request.Headers.Origin is [{ Length: > 0 } origin] && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && LoopbackNames.Contains(uri.Host)))
            return new Problem(StatusCodes.Status403Forbidden, "Without keys this server answers no pages of other sites.");
        return null;
    }

    private static string? ShownKey(HttpContext context)
    {
        if (context.Request.Headers[Header] is [{ Length: > 0 } shown]) return shown;
        var query = new QueryParameters(context.Request.QueryString.Value);
        while (query.Next())
        {
            if (query.Name == "code") return query.Value;
        }
        return null;
    }
}
