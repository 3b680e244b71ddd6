using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Expressions;
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

/// <summary>Reads <c>{ "distinct": true, "calls": [ { service, rule, user, item, limit, cursor, explain, context } ] }</c>. A property that is null or an empty text counts as not given.</summary>
internal static class BatchReader
{
    /// <summary>The batch, or what is wrong with it as a whole; faults of one call stay with it.</summary>
    public static Outcome<Batch> Read(JsonElement root, Limits limits)
    {
        var faults = new List<Fault>();
        var place = JsonPlace.Root(root, faults);
        var members = place.Members("distinct", "calls");
        var (distinct, calls) = (false, new List<BatchCall>());
        foreach (var member in members)
        {
            if (member.Name == "calls") calls.AddRange(member.Elements(1, limits.BatchCalls, "calls").Take(limits.BatchCalls).Select(call => ReadCall(root, call, limits)));
            else if (!member.IsNull) distinct = member.Boolean() ?? false;
        }
        place.Require(members, "calls");
        return faults.Count > 0 ? JsonPlace.InOrder(root, faults) : new Batch(distinct, calls);
    }

    private static BatchCall ReadCall(JsonElement root, JsonPlace shared, Limits limits)
    {
        var call = shared with { Faults = [] };
        string? service = null, rule = null, user = null, cursor = null;
        int? limit = null;
        var explain = false;
        var (items, context) = (new List<string>(), new Dictionary<string, Value>());
        var members = call.Members("service", "rule", "user", "item", "limit", "cursor", "explain", "context");
        foreach (var member in members)
        {
            var required = member.Name is "service" or "rule";
            if (!required && (member.IsNull || (member.Json.ValueKind == JsonValueKind.String && member.Json.ValueEquals("")))) continue;
            switch (member.Name)
            {
                case "service": service = member.Id(limits); break;
                case "rule": rule = member.Id(limits); break;
                case "user": user = member.Id(limits); break;
                case "item": items = Items(member, limits); break;
                case "limit": limit = member.Integer(1, limits.PageItems); break;
                case "cursor": cursor = member.Text(limits.RowBytes); break;
                case "explain": explain = member.Boolean() ?? false; break;
                default: context = ContextValues.Read(member, limits); break;
            }
        }
        call.Require(members, "service", "rule");
        var request = new RecommendRequest { RequestId = Http.RequestIds.Next(), User = user, Items = items, Limit = limit, Cursor = cursor, Explain = explain, Context = context };
        return new BatchCall($"{service}/{rule}", call.Faults.Count > 0 ? JsonPlace.InOrder(root, call.Faults) : request);
    }

    private static List<string> Items(JsonPlace place, Limits limits)
    {
        if (place.Json.ValueKind == JsonValueKind.String) return place.Id(limits) is { } one ? [one] : [];
        return [.. place.Elements(0, limits.Seeds, "items").Take(limits.Seeds).Select(item => item.Id(limits)).OfType<string>()];
    }
}
