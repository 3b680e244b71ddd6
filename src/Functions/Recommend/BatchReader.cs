using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Reading;
using Reco.Domain.Recommend;

namespace Reco.Functions.Recommend;

/// <summary>A batch of calls.</summary>
/// <param name="Distinct">Whether an item is shown in one of the pages only.</param>
/// <param name="Calls">At least one.</param>
internal sealed record Batch(bool Distinct, IReadOnlyList<BatchCall> Calls);

/// <summary>One call of a batch.</summary>
/// <param name="Key"><c>service/rule</c>, or what was given of it.</param>
/// <param name="Request">The request or its own faults, with paths within the batch.</param>
internal sealed record BatchCall(string Key, Outcome<RecommendRequest> Request);

/// <summary>Reads <c>{ "distinct": true, "calls": [ { service, rule, … } ] }</c>; the rest of a call is what <see cref="RequestReader"/> reads.</summary>
internal static class BatchReader
{
    private static readonly string[] CallNames = ["service", "rule", .. RequestReader.Names];

    /// <summary>The batch, or what is wrong with it as a whole; faults of one call stay with it.</summary>
    public static Outcome<Batch> Read(JsonElement root, Limits limits)
    {
        var faults = new List<Fault>();
        var place = JsonPlace.Root(root, faults);
        var members = place.Members("distinct", "calls");
        var (distinct, calls) = (false, new List<BatchCall>());
        foreach (var member in members)
        {
            if (member.Name == "calls") calls.AddRange(member.Elements(1, limits.BatchCalls, "calls").Select(call => ReadCall(root, call, limits)));
            else if (!member.IsNull) distinct = member.Boolean() ?? false;
        }
        place.Require(members, "calls");
        return faults.Count > 0 ? JsonPlace.InOrder(root, faults) : new Batch(distinct, calls);
    }

    private static BatchCall ReadCall(JsonElement root, JsonPlace shared, Limits limits)
    {
        var call = shared with { Faults = [] };
        string? service = null, rule = null;
        var members = call.Members(CallNames);
        foreach (var member in members)
        {
            if (member.Name == "service") service = member.Id(limits);
            else if (member.Name == "rule") rule = member.Id(limits);
        }
        var request = RequestReader.Read(members, RequestIds.Next(), limits);
        call.Require(members, "service", "rule");
        return new BatchCall($"{service}/{rule}", call.Faults.Count > 0 ? JsonPlace.InOrder(root, call.Faults) : request);
    }
}
