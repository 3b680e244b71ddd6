using Reco.Domain;
using Reco.Domain.Interactions;
using Reco.Domain.Reading;
using Reco.Functions.Http;
using Reco.Storage.Embedded;

namespace Reco.Functions.DeadLetters;

/// <summary>Interactions that were accepted and can't be folded, for operators: <c>GET /api/dead-letters</c>, <c>POST /api/dead-letters/replay</c>.</summary>
/// <param name="letters">What there is.</param>
/// <param name="limits">Bounds of bodies.</param>
internal sealed class DeadLettersFunction(IDeadLetters letters, Limits limits)
{
    private const int PageSize = 100;

    /// <summary>A page of letters of all catalogs, the oldest first; <c>?after=</c> takes <c>next</c> of the page before.</summary>
    public async Task ListAsync(HttpContext context)
    {
        var problem = DataParameters.Text(context, "after", out var after);
        var page = problem is null ? await letters.ReadAsync(after, PageSize, context.RequestAborted) : null;
        if (page is null) await (problem ?? Problem.BadRequest("after", "is the id of no letter", "Give what the page before has as \"next\".")).WriteToAsync(context);
        else await context.WriteJsonAsync(json => DeadLetterJson.Write(json, page, PageSize));
    }

    /// <summary>Folds rows again, when what was wrong is put right: those named, or all that there are.</summary>
    public async Task ReplayAsync(HttpContext context)
    {
        var problem = DataParameters.None(context);
        (var ids, problem) = problem is null ? await ReadAsync(context) : (null, problem);
        if (problem is not null)
        {
            await problem.WriteToAsync(context);
            return;
        }
        try
        {
            var result = await letters.ReplayAsync(ids, context.RequestAborted);
            await context.WriteJsonAsync(json => DeadLetterJson.Write(json, result));
        }
        catch (Exception overload) when (overload is LogOverloadedException or DatabaseBusyException)
        {
            await new Problem(StatusCodes.Status429TooManyRequests, "The log can't keep up. Try again in a second: what was replayed stays so.").WriteToAsync(context, 1);
        }
    }

    /// <summary>Reads <c>{ "ids": ["1", "2"] }</c> or <c>{ "all": true }</c>, which gives null ids.</summary>
    private async Task<(IReadOnlyList<string>? Ids, Problem? Problem)> ReadAsync(HttpContext context)
    {
        var (body, problem) = await RequestBody.ReadJsonAsync(context, limits);
        using (body)
        {
            if (problem is not null) return (null, problem);
            var faults = new List<Fault>();
            var place = JsonPlace.Root(body!.RootElement, faults);
            var (ids, all) = (new List<string>(), false);
            var members = place.Members("ids", "all");
            foreach (var member in members)
            {
                if (member.Name == "ids") ids.AddRange(member.Elements(1, limits.Rows, "ids of letters").Select(id => id.Id(limits) ?? ""));
                else if (member.Boolean() is { } given && !(all = given)) member.Fault("must be true", "Leave it out, or name letters in \"ids\".");
            }
            if (members.Count != 1 && faults.Count == 0) place.Fault("must have either \"ids\" or \"all\"", "Write { \"ids\": [\"1\"] }, or { \"all\": true }.");
            return faults.Count > 0 ? (null, Problem.BadRequest(JsonPlace.InOrder(body.RootElement, faults))) : (all ? null : ids, null);
        }
    }
}
