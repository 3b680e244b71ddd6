using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Reading;
using Reco.Functions.Http;

namespace Reco.Functions.Users;

/// <summary>A visitor turns out to be a known person: <c>POST /api/users/{id}/merge</c>. Asking again is harmless.</summary>
/// <param name="people">Who is who.</param>
/// <param name="catalogs">The catalogs there are.</param>
/// <param name="limits">Bounds.</param>
internal sealed class UserMergeFunction(IPeople people, LiveCatalogs catalogs, Limits limits)
{
    /// <summary>Merges the name that the body names into the one of the address.</summary>
    public async Task PostAsync(HttpContext context)
    {
        var (catalog, into, problem) = DataParameters.Address(context, catalogs, limits, segmentsAfter: 1);
        problem ??= RequestBody.Refuse(context, BodyKind.Json);
        var from = "";
        if (problem is null)
        {
            var body = Read(await RequestBody.ReadAsync(context), into);
            if (body.Ok) from = body.Value;
            else problem = Problem.BadRequest(body.Faults);
        }
        var merge = problem is null ? await people.MergeAsync(catalog, into, from, context.RequestAborted) : null;
        if (merge is not null) problem = Refused(merge, into, from);
        if (problem is not null)
        {
            await problem.WriteToAsync(context);
            return;
        }
        await context.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("user"u8, merge!.Account);
            json.WriteString("from"u8, from);
            json.WriteString("catalog"u8, catalog);
            json.WriteBoolean("merged"u8, merge.Decision == MergeDecision.Merge);
            json.WriteEndObject();
        });
    }

    /// <summary>Reads <c>{ "from": "session-7" }</c>.</summary>
    private Outcome<string> Read(ReadOnlyMemory<byte> body, string into) => StrictJson.ReadRow(body, limits, place =>
    {
        var members = place.Members("from");
        place.Require(members, "from");
        var from = members is [var member] ? member.Id(limits) : null;
        if (from == into) members[0].Fault("the same user as the address names", "Name the one that shall be merged into it.");
        return from ?? "";
    });

    private Problem? Refused(MergeResult merge, string into, string from) => merge.Decision switch
    {
        MergeDecision.Merge or MergeDecision.AlreadyOne => null,
        MergeDecision.OfAnother => Conflict($"{from} was merged into {merge.FromAccount} before, and what two people did can't be taken apart. Give each visitor a name of their own."),
        MergeDecision.TooManyNames => Conflict($"{merge.Account} would have more than {limits.MergedNames} names. Raise Reco__Limits__MergedNames, or keep a visitor's name for longer."),
        _ => Conflict($"{into} was merged into {from} before: they are one, and {from} is the name that stays."),
    };

    private static Problem Conflict(string detail) => new(StatusCodes.Status409Conflict, detail);
}
