using Reco.Domain.Catalogs;
using Reco.Domain.Rules;
using Reco.Functions.Hosting;
using Reco.Functions.Http;

namespace Reco.Functions.Health;

/// <summary>Whether the server serves: <c>GET /api/health</c>, 200 when it does, 503 while it starts or a store fails. Open to everybody, so it names no rule and no catalog.</summary>
/// <param name="readiness">Where the start has got to.</param>
/// <param name="store">The store that is asked whether it answers.</param>
/// <param name="publisher">Counts rules.</param>
/// <param name="catalogs">Counts items.</param>
internal sealed class HealthFunction(Readiness readiness, IItemStore store, RulePublisher publisher, LiveCatalogs catalogs)
{
    /// <summary>Answers with the state of each dependency.</summary>
    public async Task GetAsync(HttpContext context)
    {
        var data = await StateOfDataAsync(context.RequestAborted);
        var ok = readiness.IsReady && data == "ok";
        context.Response.StatusCode = ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        await context.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("status"u8, ok ? "ready" : readiness.IsReady ? "failing" : "starting");
            if (!readiness.IsReady) json.WriteString("step"u8, readiness.Step);
            json.WriteStartObject("dependencies"u8);
            json.WriteString("data"u8, data);
            json.WriteEndObject();
            json.WriteNumber("items"u8, catalogs.All.Sum(c => (long)c.Current.Count));
            json.WriteNumber("rules"u8, publisher.Status.Values.Count(s => s.Serving is not null));
            json.WriteNumber("rejectedRules"u8, publisher.Rejected.Count);
            json.WriteEndObject();
        });
    }

    private async Task<string> StateOfDataAsync(CancellationToken cancel)
    {
        try
        {
            await store.ReadCatalogsAsync(cancel);
            return "ok";
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return "failing";
        }
    }
}
