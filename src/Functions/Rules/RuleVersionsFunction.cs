using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Rules;
using Reco.Functions.Http;

namespace Reco.Functions.Rules;

/// <summary>The history of a rule for operators: list its revisions, read and compare them, and go back to one. Tombstones are part of it.</summary>
/// <param name="store">Every revision.</param>
/// <param name="publisher">The only writer of rules.</param>
/// <param name="limits">Bounds of bodies.</param>
internal sealed class RuleVersionsFunction(IRuleStore store, RulePublisher publisher, Limits limits)
{
    private const int PageSize = 100;

    /// <summary>A page of revisions, newest first.</summary>
    public async Task ListAsync(HttpContext context)
    {
        var address = RuleAddress.Of(context, segmentsAfter: 1);
        var problem = DataParameters.Revision(context, "before", out var before);
        var versions = problem is null ? await store.ReadVersionsAsync(address.Service, address.Name, before, PageSize + 1, context.RequestAborted) : [];
        // An empty page after the last one is an answer; a rule without any revision is unknown.
        if (problem is null && versions.Count == 0 && before is null) problem = address.Unknown(publisher);
        if (problem is not null) await problem.WriteToAsync(context);
        else await context.WriteJsonAsync(json => WritePage(json, address, versions));
    }

    /// <summary>The document of one revision as its author sent it.</summary>
    public async Task GetAsync(HttpContext context)
    {
        var (version, problem) = await FindAsync(context, RuleAddress.Of(context, segmentsAfter: 2), RawPath.Last(context), DataParameters.None(context));
        if (problem is not null)
        {
            await problem.WriteToAsync(context);
            return;
        }
        ETags.Set(context, version!.Revision);
        if (ETags.IsKnown(context, version.Revision)) context.Response.StatusCode = StatusCodes.Status304NotModified;
        else await context.WriteJsonAsync(version.Json);
    }

    /// <summary>What changes from one revision to another; without <c>?to=</c> to the one that serves.</summary>
    public async Task DiffAsync(HttpContext context)
    {
        var address = RuleAddress.Of(context, segmentsAfter: 3);
        var problem = DataParameters.Revision(context, "to", out var to);
        (var from, problem) = await FindAsync(context, address, RawPath.FromEnd(context, 1), problem);
        to ??= publisher.Status.GetValueOrDefault(address.Key)?.Serving?.Version;
        if (to is null) problem ??= Problem.NotFound($"No revision of {address.Key} serves now.", "Name one with ?to=.");
        (var into, problem) = await FindAsync(context, address, $"{to}", problem);
        if (problem is not null)
        {
            await problem.WriteToAsync(context);
            return;
        }
        await context.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("rule"u8, address.Key);
            json.WriteNumber("from"u8, from!.Revision);
            json.WriteNumber("to"u8, into!.Revision);
            json.WriteStartArray("differences"u8);
            foreach (var line in JsonDiff.Between(from.Json, into.Json)) json.WriteStringValue(line);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>Publishes an earlier document again as a new revision, which serves when this is answered.</summary>
    public async Task RollbackAsync(HttpContext context)
    {
        var address = RuleAddress.Of(context, segmentsAfter: 1);
        var current = publisher.Status.GetValueOrDefault(address.Key)?.Newest.Revision ?? 0;
        var (expected, note) = (ETags.Expected(context, current), NoteHeaders.Read(context));
        var problem = DataParameters.None(context) ?? (expected.Ok ? null : Problem.BadRequest(expected.Faults)) ?? (note.Ok ? null : Problem.BadRequest(note.Faults));
        (var to, problem) = problem is null ? await ReadTargetAsync(context) : (0, problem);
        var outcome = problem is null ? await publisher.RollbackAsync(address.Service, address.Name, to, expected.Value, note.Value, context.RequestAborted) : null;
        if (outcome is { } done) await address.AnswerAsync(context, publisher, done, isNew: current == 0);
        else await (problem ?? await address.NoSuchVersionAsync(store, publisher, to, context.RequestAborted)).WriteToAsync(context);
    }

    /// <summary>The revision that an address names, unless there is a problem already.</summary>
    private async Task<(StoredRule? Version, Problem? Problem)> FindAsync(HttpContext context, RuleAddress address, string? text, Problem? problem)
    {
        if (problem is not null) return (null, problem);
        if (!DataParameters.TryRevision(text, out var revision)) return (null, Problem.BadRequest([DataParameters.NoRevision("revision")]));
        var version = await store.ReadVersionAsync(address.Service, address.Name, revision!.Value, context.RequestAborted);
        return version is { Deleted: false } ? (version, null) : (null, await address.NoSuchVersionAsync(store, publisher, revision.Value, context.RequestAborted));
    }

    /// <summary>Reads <c>{ "to": 41 }</c>.</summary>
    private async Task<(long To, Problem? Problem)> ReadTargetAsync(HttpContext context)
    {
        var (body, problem) = await RequestBody.ReadJsonAsync(context, limits);
        using (body)
        {
            if (problem is not null) return (0, problem);
            if (body!.RootElement.ValueKind != JsonValueKind.Object) return (0, Problem.BadRequest("$", "must be an object", "Write { \"to\": 41 }."));
            var faults = body.RootElement.EnumerateObject().Where(p => p.Name != "to").Select(p => new Fault($"$.{p.Name}", "unknown property", NearestName.Suggest(p.Name, ["to"]))).ToList();
            var to = 0L;
            if (!body.RootElement.TryGetProperty("to", out var given)) faults.Add(new("$.to", "is missing", "Name the revision to go back to."));
            else if (given.ValueKind != JsonValueKind.Number || !given.TryGetInt64(out to) || to < 1) faults.Add(DataParameters.NoRevision("$.to"));
            return (to, faults.Count > 0 ? Problem.BadRequest(faults) : null);
        }
    }

    private void WritePage(Utf8JsonWriter json, RuleAddress address, IReadOnlyList<StoredRule> versions)
    {
        var serving = publisher.Status.GetValueOrDefault(address.Key)?.Serving?.Version;
        json.WriteStartObject();
        json.WriteString("rule"u8, address.Key);
        json.WriteStartArray("versions"u8);
        foreach (var version in versions.Take(PageSize))
        {
            json.WriteStartObject();
            json.WriteNumber("revision"u8, version.Revision);
            json.WriteString("at"u8, DateTimeOffset.FromUnixTimeMilliseconds(version.AtMs).UtcDateTime);
            if (version.Note.Author is { } author) json.WriteString("author"u8, author);
            if (version.Note.Comment is { } comment) json.WriteString("comment"u8, comment);
            if (version.Digest is { } digest) json.WriteString("digest"u8, digest);
            json.WriteBoolean("deleted"u8, version.Deleted);
            json.WriteBoolean("serving"u8, version.Revision == serving);
            RuleAddress.WriteCanary(json, version);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (versions.Count > PageSize) json.WriteNumber("next"u8, versions[PageSize - 1].Revision);
        json.WriteEndObject();
    }
}
