using Reco.Domain;
using Reco.Domain.Rules;
using Reco.Functions.Http;

namespace Reco.Functions.Rules;

/// <summary>The rule that a call's address names, and the answers that tell about it.</summary>
/// <param name="Service">The service; empty when it can't be decoded.</param>
/// <param name="Name">The rule's name within it.</param>
internal readonly record struct RuleAddress(string Service, string Name)
{
    /// <summary><c>service/name</c></summary>
    public string Key => $"{Service}/{Name}";

    /// <summary>Reads <c>…/{service}/{rule}</c> with some segments after it.</summary>
    public static RuleAddress Of(HttpContext context, int segmentsAfter = 0) =>
        new(RawPath.FromEnd(context, segmentsAfter + 1) ?? "", RawPath.FromEnd(context, segmentsAfter) ?? "");

    /// <summary>404 with the nearest rule.</summary>
    public Problem Unknown(RulePublisher publisher) => Unknown(publisher.Status, Key);

    /// <summary>404 with the nearest rule of some 200: what a wrong address costs does not grow with the number of rules.</summary>
    public static Problem Unknown(IReadOnlyDictionary<string, RuleStatus> rules, string key) =>
        Problem.NotFound($"There is no rule {key}.", NearestName.Suggest(key, rules.Keys.Take(200).Order(StringComparer.Ordinal)));

    /// <summary>Writes whom a canary serves, if the revision is one.</summary>
    public static void WriteCanary(System.Text.Json.Utf8JsonWriter json, StoredRule stored)
    {
        if (stored.Canary is not { } terms) return;
        json.WriteStartObject("canary"u8);
        json.WriteNumber("version"u8, stored.Revision);
        json.WriteNumber("share"u8, terms.Share);
        json.WriteNumber("beside"u8, terms.Beside);
        json.WriteEndObject();
    }

    /// <summary>404 with the newest revision of the rule, or with the nearest rule when there never was one.</summary>
    public async Task<Problem> NoSuchVersionAsync(IRuleStore store, RulePublisher publisher, long revision, CancellationToken cancel)
    {
        if (await store.ReadVersionAsync(Service, Name, revision, cancel) is { Deleted: true }) return Problem.NotFound($"Revision {revision} deleted {Key}: it has no document.");
        return await store.ReadVersionsAsync(Service, Name, before: null, take: 1, cancel) is [var newest]
            ? Problem.NotFound($"{Key} has no revision {revision}.", $"Its newest is {newest.Revision}.")
            : Unknown(publisher);
    }

    /// <summary>412 with the revision that the caller should have had.</summary>
    public Problem Conflict(RulePublisher publisher) => new(StatusCodes.Status412PreconditionFailed, publisher.Status.GetValueOrDefault(Key) is { } rule
        ? $"The rule is at revision {rule.Newest.Revision} now. Read it again and repeat the change."
        : "There is no such rule now.");

    /// <summary>Why a change was not taken; null when it was.</summary>
    public Problem? Refused(RulePublisher publisher, RuleChange change)
    {
        if (change.Faults.Count > 0) return Problem.Unprocessable(change.Faults, "rule");
        var canary = publisher.Status.GetValueOrDefault(Key)?.Newest;
        return change.Refusal switch
        {
            RuleRefusal.None => null,
            RuleRefusal.Unknown => Unknown(publisher),
            RuleRefusal.CanaryRuns => new(StatusCodes.Status409Conflict,
                $"Revision {canary?.Revision} of {Key} runs as a canary for {canary?.Canary?.Share:0.###} % of the people. Promote or abandon it first: POST /api/rules/{Key}/canary."),
            RuleRefusal.NoCanary => new(StatusCodes.Status409Conflict, $"No canary of {Key} runs. Start one with {{ \"action\": \"start\", \"share\": 5, \"rule\": {{ … }} }}."),
            _ => Conflict(publisher),
        };
    }

    /// <summary>Answers a change: the revision that serves now, also as ETag; or why there is none.</summary>
    public Task AnswerAsync(HttpContext context, RulePublisher publisher, RuleChange change, bool isNew)
    {
        if (Refused(publisher, change) is { } problem) return problem.WriteToAsync(context);
        var stored = change.Stored!;
        context.Response.StatusCode = isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        ETags.Set(context, stored.Revision);
        return context.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("rule"u8, stored.Key);
            json.WriteNumber("version"u8, stored.Revision);
            WriteCanary(json, stored);
            json.WriteEndObject();
        });
    }
}
