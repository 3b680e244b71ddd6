using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Rules;
using Reco.Functions.Http;

namespace Reco.Functions.Rules;

/// <summary>Rules for operators: list, read, publish, delete, and the schema for editors. A revision is the rule's ETag.</summary>
/// <param name="publisher">The only writer of rules.</param>
internal sealed class RulesFunction(RulePublisher publisher)
{
    /// <summary>All rules with what serves and why something does not.</summary>
    public Task ListAsync(HttpContext context) => DataParameters.None(context) is { } problem ? problem.WriteToAsync(context) : context.WriteJsonAsync(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("rules"u8);
        foreach (var status in publisher.Status.Values.OrderBy(s => s.Newest.Key, StringComparer.Ordinal)) Write(json, status);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>The document as its author sent it; while a canary runs, the one that serves beside it.</summary>
    public async Task GetAsync(HttpContext context)
    {
        if ((DataParameters.None(context) ?? (Find(context) is null ? RuleAddress.Of(context).Unknown(publisher) : null)) is { } problem)
        {
            await problem.WriteToAsync(context);
            return;
        }
        var status = Find(context)!;
        var rule = status is { Newest.Canary: not null, Serving: { } beside } ? beside.Stored : status.Newest;
        ETags.Set(context, rule.Revision);
        if (ETags.IsKnown(context, rule.Revision)) context.Response.StatusCode = StatusCodes.Status304NotModified;
        else await context.WriteJsonAsync(rule.Json);
    }

    /// <summary>Publishes a rule: every fault at once, or the new revision, which serves when this is answered.</summary>
    public async Task PutAsync(HttpContext context)
    {
        var current = Find(context)?.Newest.Revision ?? 0;
        var (expected, note) = (ETags.Expected(context, current), NoteHeaders.Read(context));
        if ((DataParameters.None(context) ?? WrongBody(context) ?? Faults(expected) ?? Faults(note)) is { } problem)
        {
            await problem.WriteToAsync(context);
            return;
        }
        var address = RuleAddress.Of(context);
        var outcome = await publisher.PutAsync(address.Service, address.Name, await RequestBody.ReadAsync(context), expected.Value, note.Value, context.RequestAborted);
        await address.AnswerAsync(context, publisher, outcome, isNew: current == 0);
    }

    /// <summary>Deletes a rule: the next call is answered 404.</summary>
    public async Task DeleteAsync(HttpContext context)
    {
        var (address, expected, note) = (RuleAddress.Of(context), ETags.Expected(context, Find(context)?.Newest.Revision ?? 0), NoteHeaders.Read(context));
        var problem = DataParameters.None(context) ?? Faults(expected) ?? Faults(note);
        problem ??= address.Refused(publisher, await publisher.DeleteAsync(address.Service, address.Name, expected.Value, note.Value, context.RequestAborted));
        if (problem is null) context.Response.StatusCode = StatusCodes.Status204NoContent;
        else await problem.WriteToAsync(context);
    }

    /// <summary>The JSON Schema of rules, for editors.</summary>
    public static Task SchemaAsync(HttpContext context) => DataParameters.None(context) is { } problem ? problem.WriteToAsync(context) : context.WriteJsonAsync(RuleSchema.Json);

    private RuleStatus? Find(HttpContext context) => publisher.Status.GetValueOrDefault(RuleAddress.Of(context).Key);

    private static Problem? Faults<T>(Outcome<T> given) => given.Ok ? null : Problem.BadRequest(given.Faults);

    private static Problem? WrongBody(HttpContext context) => RequestBody.Refuse(context, BodyKind.Json);

    private static void Write(Utf8JsonWriter json, RuleStatus status)
    {
        json.WriteStartObject();
        json.WriteString("service"u8, status.Newest.Service);
        json.WriteString("name"u8, status.Newest.Name);
        json.WriteNumber("version"u8, status.Newest.Revision);
        if (status.Serving is { } serving)
        {
            json.WriteNumber("serving"u8, serving.Version);
            json.WriteString("catalog"u8, serving.Catalog.Definition.Name);
        }
        RuleAddress.WriteCanary(json, status.Newest);
        if (status.Faults.Count > 0) json.WriteFaults("errors"u8, status.Faults);
        json.WriteEndObject();
    }
}
