using System.Text.Json;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;

namespace Reco.Functions.Users;

/// <summary>Says what was forgotten of a person, in counts: nothing of it is in the receipt.</summary>
internal static class UserReceipt
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where.</param>
    /// <param name="catalog">The catalog.</param>
    /// <param name="id">The name that was asked for.</param>
    /// <param name="person">What was forgotten; null when nothing was known.</param>
    /// <param name="requests">Requests kept for dry runs that were forgotten.</param>
    /// <param name="pages">Pages that were shown lately and were forgotten.</param>
    /// <param name="at">When.</param>
    public static void Write(Utf8JsonWriter json, string catalog, string id, Person? person, int requests, int pages, DateTimeOffset at)
    {
        var contents = ProfileContents.Of(person?.Profile ?? Profile.Empty);
        json.WriteStartObject();
        json.WriteString("receipt"u8, RequestIds.Next());
        json.WriteString("user"u8, person?.Name ?? id);
        json.WriteString("catalog"u8, catalog);
        json.WriteString("at"u8, at);
        json.WriteBoolean("wasKnown"u8, person is not null);
        WriteNames(json, person?.MergedNames ?? []);
        json.WriteStartObject("forgotten"u8);
        json.WriteNumber("attributes"u8, contents.Attributes);
        json.WriteStartObject("history"u8);
        foreach (var (type, history, _) in contents.Types) json.WriteNumber(type, history);
        json.WriteEndObject();
        WriteHashed(json, contents);
        json.WriteNumber("requests"u8, requests);
        json.WriteNumber("pages"u8, pages);
        json.WriteNumber("log"u8, person?.Rows ?? 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The names that were merged into an account.</summary>
    public static void WriteNames(Utf8JsonWriter json, IReadOnlyList<string> mergedNames)
    {
        json.WriteStartArray("mergedNames"u8);
        foreach (var name in mergedNames) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    /// <summary>How much is kept in a form that only answers questions: hashes.</summary>
    public static void WriteHashed(Utf8JsonWriter json, ProfileContents contents)
    {
        json.WriteStartObject("did"u8);
        foreach (var (type, _, did) in contents.Types) json.WriteNumber(type, did);
        json.WriteEndObject();
        json.WriteStartObject("impressions"u8);
        json.WriteNumber("items"u8, contents.ImpressionItems);
        json.WriteNumber("times"u8, contents.ImpressionTimes);
        json.WriteEndObject();
        json.WriteNumber("recentIds"u8, contents.RecentIds);
    }
}
