using System.Text.Json;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Domain.Reading;

namespace Reco.Functions.Users;

/// <summary>
/// All that is kept of a person as one JSON object, and so all that is forgotten with them: names, attributes, history, counts of what is kept as hashes, requests
/// kept for dry runs, pages shown lately, rows of the log. The rows are written as they are read: a person may have many.
/// </summary>
/// <param name="people">Where the rows are.</param>
/// <param name="samples">Where the requests are.</param>
/// <param name="pages">Where the pages are.</param>
internal sealed class UserExport(IPeople people, RequestSamples samples, ServedPages pages)
{
    private const int RowsBetweenFlushes = 1_000;

    /// <summary>Answers with it.</summary>
    public async Task WriteAsync(HttpContext context, string catalog, Person person)
    {
        context.Response.ContentType = "application/json";
        var output = context.Response.BodyWriter;
        await using var json = CompactJson.Writer(output);
        json.WriteStartObject();
        json.WriteString("id"u8, person.Name);
        json.WriteString("catalog"u8, catalog);
        UserReceipt.WriteNames(json, person.MergedNames);
        WriteProfile(json, person.Profile);
        string[] names = [person.Name, .. person.MergedNames];
        WriteRequests(json, samples.Of(names));
        WritePages(json, pages.Of(names));
        json.WriteStartArray("log"u8);
        var rows = 0;
        await foreach (var row in people.ReadLogAsync(catalog, person.Name, context.RequestAborted))
        {
            Write(json, row);
            if (++rows % RowsBetweenFlushes != 0) continue;
            await json.FlushAsync(context.RequestAborted);
            await output.FlushAsync(context.RequestAborted);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteProfile(Utf8JsonWriter json, Profile profile)
    {
        json.WritePropertyName("attributes"u8);
        if (profile.AttributesJson.IsEmpty) json.WriteRawValue("{}"u8);
        else json.WriteRawValue(profile.AttributesJson.Span, skipInputValidation: true);
        json.WriteStartObject("history"u8);
        foreach (var type in profile.Types)
        {
            json.WriteStartArray(type);
            foreach (var entry in profile.History(type))
            {
                json.WriteStartObject();
                json.WriteString("item"u8, profile.ItemId(entry));
                json.WriteString("at"u8, DateTimeOffset.FromUnixTimeMilliseconds(entry.AtMs));
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
        UserReceipt.WriteHashed(json, ProfileContents.Of(profile));
    }

    private static void WriteRequests(Utf8JsonWriter json, IEnumerable<(string Rule, RecommendRequest Request)> requests)
    {
        json.WriteStartArray("requests"u8);
        foreach (var (rule, request) in requests)
        {
            json.WriteStartObject();
            json.WriteString("rule"u8, rule);
            json.WriteString("user"u8, request.User);
            WriteTexts(json, "item", request.Items);
            if (request.Limit is { } limit) json.WriteNumber("limit"u8, limit);
            WriteContext(json, request.Context);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WritePages(Utf8JsonWriter json, IEnumerable<ShownPage> shown)
    {
        json.WriteStartArray("pages"u8);
        foreach (var page in shown)
        {
            json.WriteStartObject();
            json.WriteString("rule"u8, page.Rule);
            json.WriteString("at"u8, DateTimeOffset.FromUnixTimeMilliseconds(page.AtMs));
            WriteTexts(json, "items", page.Items);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    /// <summary>A row as <c>POST /api/interactions</c> takes it; that of a whole page with what it showed.</summary>
    private static void Write(Utf8JsonWriter json, Interaction row)
    {
        json.WriteStartObject();
        if (row.Id is { } id) json.WriteString("id"u8, id);
        json.WriteString("user"u8, row.User);
        if (row.Item is { } item) json.WriteString("item"u8, item);
        json.WriteString("type"u8, row.Type);
        json.WriteString("at"u8, DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs));
        if (row.Value is { } value) json.WriteNumber("value"u8, value);
        if (row.Basket is { } basket) json.WriteString("basket"u8, basket);
        if (row.RequestId is { } requestId) json.WriteString("requestId"u8, requestId);
        if (row.Position is { } position) json.WriteNumber("position"u8, position);
        WriteContext(json, row.Context);
        if (row.Page is { } page) WriteTexts(json, "items", page.Items);
        json.WriteEndObject();
    }

    private static void WriteContext(Utf8JsonWriter json, IReadOnlyDictionary<string, Value> context)
    {
        if (context.Count == 0) return;
        json.WriteStartObject("context"u8);
        foreach (var (name, value) in context)
        {
            json.WritePropertyName(name);
            if (value.AsBoolean is { } boolean) json.WriteBooleanValue(boolean);
            else if (value.AsText is { } text) json.WriteStringValue(text);
            else if (double.IsFinite(value.AsNumber)) json.WriteNumberValue(value.AsNumber);
            else json.WriteNullValue();
        }
        json.WriteEndObject();
    }
}
