using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Rules;
using Reco.Functions.Http;

namespace Reco.Functions.Rules;

/// <summary>Rules for operators: list, read, publish, delete, check, and the schema for editors. A revision is the rule's ETag.</summary>
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

    /// <summary>The document as its author sent it.</summary>
    public async Task GetAsync(HttpContext context)
    {
        if ((DataParameters.None(context) ?? (Find(context) is null ? Unknown(context) : null)) is { } problem)
        {
            await problem.WriteToAsync(context);
            return;
        }
        var rule = Find(context)!.Newest;
        ETags.Set(context, rule.Revision);
        if (ETags.IsKnown(context, rule.Revision)) context.Response.StatusCode = StatusCodes.Status304NotModified;
        else await context.WriteJsonAsync(rule.Json);
    }

    /// <summary>Publishes a rule: every fault at once, or the new revision, which serves when this is answered.</summary>
    public async Task PutAsync(HttpContext context)
    {
        var current = Find(context)?.Newest.Revision ?? 0;
        var expected = ETags.Expected(context, current);
        if ((DataParameters.None(context) ?? WrongBody(context) ?? Faults(expected)) is { } problem)
        {
            await problem.WriteToAsync(context);
            return;
        }
        var (service, name) = Address(context);
        var outcome = await publisher.PutAsync(service, name, await RequestBody.ReadAsync(context), expected.Value, RuleNote.None, context.RequestAborted);
        if (outcome.Faults.Count > 0) await Problem.Unprocessable(outcome.Faults, "rule").WriteToAsync(context);
        else if (outcome.Conflict) await Conflict(context).WriteToAsync(context);
        else await AnswerAsync(context, outcome.Stored!, current == 0);
    }

    /// <summary>Deletes a rule: the next call is answered 404.</summary>
    public async Task DeleteAsync(HttpContext context)
    {
        var expected = ETags.Expected(context, Find(context)?.Newest.Revision ?? 0);
        var problem = DataParameters.None(context) ?? Faults(expected);
        if (problem is null)
        {
            var (service, name) = Address(context);
            problem = await publisher.DeleteAsync(service, name, expected.Value, RuleNote.None, context.RequestAborted) switch
            {
                DeleteRuleOutcome.Deleted => null,
                DeleteRuleOutcome.Unknown => Unknown(context),
                _ => Conflict(context),
            };
        }
        if (problem is null) context.Response.StatusCode = StatusCodes.Status204NoContent;
        else await problem.WriteToAsync(context);
    }

    /// <summary>Tells what is wrong with a rule without publishing it.</summary>
    public async Task CheckAsync(HttpContext context)
    {
        if ((DataParameters.None(context) ?? WrongBody(context)) is { } problem)
        {
            await problem.WriteToAsync(context);
            return;
        }
        var faults = publisher.Check(await RequestBody.ReadAsync(context));
        if (faults.Count > 0) await Problem.Unprocessable(faults, "rule").WriteToAsync(context);
        else await context.WriteJsonAsync("{\"ok\":true}"u8.ToArray());
    }

    /// <summary>The JSON Schema of rules, for editors.</summary>
    public static Task SchemaAsync(HttpContext context) => DataParameters.None(context) is { } problem ? problem.WriteToAsync(context) : context.WriteJsonAsync(RuleSchema.Json);

    private RuleStatus? Find(HttpContext context) => publisher.Status.GetValueOrDefault(Key(context));

    private static (string Service, string Name) Address(HttpContext context) => (RawPath.LastButOne(context) ?? "", RawPath.Last(context) ?? "");

    private static string Key(HttpContext context) => Address(context) is var (service, name) ? $"{service}/{name}" : "";

    private static Problem? Faults(Outcome<long?> expected) => expected.Ok ? null : Problem.BadRequest(expected.Faults);

    private static Problem? WrongBody(HttpContext context) => RequestBody.Refuse(context, BodyKind.Json);

    private Problem Unknown(HttpContext context) => Problem.NotFound($"There is no rule {Key(context)}.", NearestName.Suggest(Key(context), publisher.Status.Keys.Order(StringComparer.Ordinal).Take(200)));

    private Problem Conflict(HttpContext context) => new(StatusCodes.Status412PreconditionFailed,
        Find(context) is { } rule ? $"The rule is at revision {rule.Newest.Revision} now. Read it again and repeat the change." : "There is no such rule now.");

    private static Task AnswerAsync(HttpContext context, StoredRule stored, bool isNew)
    {
        context.Response.StatusCode = isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        ETags.Set(context, stored.Revision);
        return context.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("rule"u8, stored.Key);
            json.WriteNumber("version"u8, stored.Revision);
            json.WriteEndObject();
        });
    }

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
        if (status.Faults.Count > 0) json.WriteFaults("errors"u8, status.Faults);
        json.WriteEndObject();
    }
}
