using System.Text;
using System.Text.Json;
using Reco.Domain.Reading;
using Reco.Domain.Recommend;

namespace Reco.Domain.Rules.DryRuns;

/// <summary>What a dry run is asked to do.</summary>
/// <param name="Draft">The draft's document; not checked yet.</param>
/// <param name="Last">How many of the rule's latest real requests to ask; null when the requests are given.</param>
/// <param name="Requests">The requests that are given.</param>
public sealed record DryRunCall(ReadOnlyMemory<byte> Draft, int? Last, IReadOnlyList<RecommendRequest> Requests);

/// <summary>Reads <c>{ "rule": {…}, "requests": [ { user, item, limit, context, bucket, now } ] }</c> or <c>{ "rule": {…}, "last": 100 }</c>.</summary>
public static class DryRunReader
{
    /// <summary>What a request may say. It has no page before it, and is always explained.</summary>
    private static readonly string[] OfRequest = [.. RequestReader.OperatorNames.Except(["cursor", "explain"])];

    /// <summary>Whether a body is a dry run rather than a rule: an object with a member <c>rule</c>, which no rule has.</summary>
    public static bool IsOne(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(StrictJson.WithoutMark(body).Span);
        try
        {
            while (reader.Read())
            {
                // As it is written: a name with an escape in it may not even be text.
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueSpan.SequenceEqual("rule"u8)) return true;
            }
        }
        catch (JsonException)
        {
            // Whoever reads it as a rule says what is wrong.
        }
        return false;
    }

    /// <summary>The call, or every fault.</summary>
    public static Outcome<DryRunCall> Read(ReadOnlyMemory<byte> body, Limits limits)
    {
        // The rule may be as deep as one that comes alone.
        var parsed = StrictJson.Parse(body, limits.JsonDepth + 1);
        if (!parsed.Ok) return parsed.Faults.ToList();
        using var document = parsed.Value;
        var (faults, draft, last, requests) = (new List<Fault>(), "", (int?)null, new List<RecommendRequest>());
        var place = JsonPlace.Root(document.RootElement, faults);
        var members = place.Members("rule", "requests", "last");
        foreach (var member in members)
        {
            if (member.Name == "rule") draft = member.Json.GetRawText();
            else if (member.Name == "last") last = member.Integer(1, limits.DryRunRequests);
            else requests.AddRange(member.Elements(1, limits.DryRunRequests, "requests").Take(limits.DryRunRequests).Select(r => RequestReader.Read(r.Members(OfRequest), RequestIds.Next(), limits)));
        }
        if (members.Count(m => m.Name is "requests" or "last") == 2) place.Fault("both \"requests\" and \"last\"", "Send one of them.");
        else if (members.Count == 1) place.RequireOneOf(members, "\"requests\" or \"last\" is missing", "Give requests, or say how many of the rule's latest ones to ask.");
        return faults.Count > 0 ? JsonPlace.InOrder(document.RootElement, faults) : new DryRunCall(Encoding.UTF8.GetBytes(draft), last, requests);
    }
}
