using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Interactions;

namespace Reco.Functions.Users;

/// <summary>Writes all that is known of a person as one JSON object: attributes, and per interaction type the items with their times, newest first.</summary>
internal static class UserExport
{
    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter json, string catalog, string id, Profile profile, InteractionTypes types, Limits limits)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("catalog"u8, catalog);
        json.WritePropertyName("attributes"u8);
        if (profile.AttributesJson.IsEmpty) json.WriteRawValue("{}"u8);
        else json.WriteRawValue(profile.AttributesJson.Span, skipInputValidation: true);
        json.WriteStartObject("history"u8);
        foreach (var type in types.Names)
        {
            var entries = profile.Last(type, limits.History);
            if (entries.Length == 0) continue;
            json.WriteStartArray(type);
            foreach (var entry in entries)
            {
                json.WriteStartObject();
                json.WriteString("item"u8, profile.ItemId(entry));
                json.WriteString("at"u8, DateTimeOffset.FromUnixTimeMilliseconds(entry.AtMs));
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
