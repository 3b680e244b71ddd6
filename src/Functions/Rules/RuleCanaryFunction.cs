using System.Runtime.InteropServices;
using Reco.Domain;
using Reco.Domain.Reading;
using Reco.Domain.Rules;
using Reco.Functions.Http;

namespace Reco.Functions.Rules;

/// <summary>A new revision for some of the people: <c>POST /api/rules/{service}/{rule}/canary</c> starts it, gives it another share, promotes or abandons it.</summary>
/// <param name="publisher">The only writer of rules.</param>
/// <param name="limits">Bounds of bodies.</param>
internal sealed class RuleCanaryFunction(RulePublisher publisher, Limits limits)
{
    private sealed record Order(string Action, double Share, ReadOnlyMemory<byte> Rule);

    /// <summary>Does one step; what it leads to serves when this is answered.</summary>
    public async Task PostAsync(HttpContext context)
    {
        var address = RuleAddress.Of(context, segmentsAfter: 1);
        var current = publisher.Status.GetValueOrDefault(address.Key)?.Newest.Revision ?? 0;
        var (expected, note) = (ETags.Expected(context, current), NoteHeaders.Read(context));
        var problem = DataParameters.None(context) ?? (expected.Ok ? null : Problem.BadRequest(expected.Faults)) ?? (note.Ok ? null : Problem.BadRequest(note.Faults));
        (var order, problem) = problem is null ? await ReadAsync(context) : (null, problem);
        if (problem is not null)
        {
            await problem.WriteToAsync(context);
            return;
        }
        var (service, name, ifMatch, said, cancel) = (address.Service, address.Name, expected.Value, note.Value, context.RequestAborted);
        var change = order!.Action switch
        {
            "start" => InRule(await publisher.StartCanaryAsync(service, name, order.Rule, order.Share, ifMatch, said, cancel)),
            "share" => await publisher.ShareCanaryAsync(service, name, order.Share, ifMatch, said, cancel),
            "promote" => await publisher.PromoteCanaryAsync(service, name, ifMatch, said, cancel),
            _ => await publisher.AbandonCanaryAsync(service, name, ifMatch, said, cancel),
        };
        await address.AnswerAsync(context, publisher, change, isNew: false);
    }

    /// <summary>Reads <c>{ "action": "start", "share": 5, "rule": { … } }</c>, <c>{ "action": "share", "share": 20 }</c>, <c>{ "action": "promote" }</c> or <c>{ "action": "abandon" }</c>.</summary>
    private async Task<(Order? Order, Problem? Problem)> ReadAsync(HttpContext context)
    {
        var (body, problem) = await RequestBody.ReadJsonAsync(context, limits);
        using (body)
        {
            if (problem is not null) return (null, problem);
            var faults = new List<Fault>();
            var place = JsonPlace.Root(body!.RootElement, faults);
            string? action = null;
            double? share = null;
            byte[]? rule = null;
            var members = place.Members("action", "share", "rule");
            foreach (var member in members)
            {
                if (member.Name == "action") action = member.Word("start", "share", "promote", "abandon");
                else if (member.Name == "share") share = member.Number(s => s is > 0 and <= 100, "a percentage above 0 and up to 100");
                else rule = JsonMarshal.GetRawUtf8Value(member.Json).ToArray();
            }
            place.Require(members, action switch { "start" => ["action", "share", "rule"], "share" => ["action", "share"], _ => ["action"] });
            foreach (var member in members)
            {
                if ((member.Name == "share" && action is "promote" or "abandon") || (member.Name == "rule" && action is "share" or "promote" or "abandon"))
                    member.Fault($"\"{action}\" takes no {member.Name}", "Leave it out.");
            }
            return faults.Count > 0 ? (null, Problem.BadRequest(JsonPlace.InOrder(body.RootElement, faults))) : (new(action!, share ?? 0, rule), null);
        }
    }

    /// <summary>Faults of the rule, where it stands in the body.</summary>
    private static RuleChange InRule(RuleChange change) =>
        change with { Faults = [.. change.Faults.Select(f => f.Path.StartsWith('$') ? f with { Path = "$.rule" + f.Path[1..] } : f)] };
}
