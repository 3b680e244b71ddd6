using System.Text.Json;
using Reco.Domain.Rules;
using Reco.Functions.Hosting;
using Reco.Functions.Http;

namespace Reco.Functions.Rules;

/// <summary>Which revision of each rule serves, by instance, and why a newer one does not. This instance is the only one it knows of.</summary>
/// <param name="publisher">What serves here.</param>
/// <param name="instance">This process.</param>
internal sealed class RuleStatusFunction(RulePublisher publisher, Instance instance)
{
    /// <summary>The state of every rule.</summary>
    public async Task GetAsync(HttpContext context)
    {
        if (DataParameters.None(context) is { } problem)
        {
            await problem.WriteToAsync(context);
            return;
        }
        context.Response.Headers.CacheControl = "no-store";
        await context.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("instances"u8);
            json.WriteStartObject();
            json.WriteString("instance"u8, instance.Name);
            json.WriteString("startedAt"u8, instance.StartedAt.UtcDateTime);
            json.WriteStartArray("rules"u8);
            foreach (var rule in publisher.Status.Values.OrderBy(s => s.Newest.Key, StringComparer.Ordinal)) Write(json, rule);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, RuleStatus rule)
    {
        json.WriteStartObject();
        json.WriteString("service"u8, rule.Newest.Service);
        json.WriteString("name"u8, rule.Newest.Name);
        json.WriteNumber("newest"u8, rule.Newest.Revision);
        if (rule.Serving is { } serving) json.WriteNumber("serving"u8, serving.Version);
        RuleAddress.WriteCanary(json, rule.Newest);
        if (rule.Faults.Count > 0)
        {
            json.WriteStartObject("rejected"u8);
            json.WriteNumber("version"u8, rule.Newest.Revision);
            json.WriteFaults("errors"u8, rule.Faults);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
