using System.Text.Json;
using Reco.Domain.Reading;

namespace Reco.Domain.Recommend;

/// <summary>
/// Reads one call that is sent as JSON: <c>{ user, item, limit, cursor, explain, context }</c>, for operators also <c>bucket</c> and <c>now</c>. <c>item</c> is a text or
/// a list; a property that is null or an empty text counts as not given.
/// </summary>
public static class RequestReader
{
    /// <summary>What anybody may say.</summary>
    public static string[] Names => ["user", "item", "limit", "cursor", "explain", "context"];

    /// <summary>What operators may say: any bucket, any moment (ISO 8601).</summary>
    public static string[] OperatorNames => [.. Names, "bucket", "now"];

    /// <summary>The request that some members make; members of other names are not looked at. Faults are added where they stand, the request has no value for them then.</summary>
    /// <param name="members">Members of the call's object: those that the caller allows.</param>
    /// <param name="requestId">Names the answer.</param>
    /// <param name="limits">Bounds.</param>
    public static RecommendRequest Read(IReadOnlyList<JsonPlace> members, string requestId, Limits limits)
    {
        var request = new RecommendRequest { RequestId = requestId };
        foreach (var member in members)
        {
            if (member.IsNull || (member.Json.ValueKind == JsonValueKind.String && member.Json.ValueEquals(""))) continue;
            request = member.Name switch
            {
                "user" => request with { User = member.Id(limits) },
                "item" => request with { Items = Items(member, limits) },
                "limit" => request with { Limit = member.Integer(1, limits.PageItems) },
                "cursor" => request with { Cursor = member.Text(limits.RowBytes) },
                "explain" => request with { Explain = member.Boolean() ?? false },
                "context" => request with { Context = ContextValues.Read(member, limits) },
                "bucket" => request with { Bucket = member.Text(limits.IdBytes) },
                "now" => request with { NowMs = member.Moment() },
                _ => request,
            };
        }
        return request;
    }

    private static List<string> Items(JsonPlace place, Limits limits)
    {
        if (place.Json.ValueKind == JsonValueKind.String) return place.Id(limits) is { } one ? [one] : [];
        return [.. place.Elements(0, limits.Seeds, "items").Select(item => item.Id(limits)).OfType<string>()];
    }
}
