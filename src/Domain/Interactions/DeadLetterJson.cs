using System.Text.Json;
using Reco.Domain.Expressions;

namespace Reco.Domain.Interactions;

/// <summary>Dead letters and replays as JSON: what the server answers, and what the command line shows of a data folder.</summary>
public static class DeadLetterJson
{
    /// <summary><c>{ "letters": [ … ], "total": n, "next"?: id }</c>; <c>next</c> when a further page may follow.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="page">The page.</param>
    /// <param name="size">Letters that a full page has.</param>
    public static void Write(Utf8JsonWriter json, DeadLetterPage page, int size)
    {
        json.WriteStartObject();
        json.WriteStartArray("letters"u8);
        foreach (var letter in page.Letters) Write(json, letter);
        json.WriteEndArray();
        json.WriteNumber("total"u8, page.Total);
        if (page.Letters.Count == size) json.WriteString("next"u8, page.Letters[^1].Id);
        json.WriteEndObject();
    }

    /// <summary><c>{ "replayed": n, "duplicates": n, "failed": n, "unknown": [ids] }</c></summary>
    public static void Write(Utf8JsonWriter json, ReplayResult result)
    {
        json.WriteStartObject();
        json.WriteNumber("replayed"u8, result.Replayed);
        json.WriteNumber("duplicates"u8, result.Duplicates);
        json.WriteNumber("failed"u8, result.Failed);
        json.WriteStartArray("unknown"u8);
        foreach (var id in result.Unknown) json.WriteStringValue(id);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DeadLetter letter)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, letter.Id);
        json.WriteString("catalog"u8, letter.Catalog);
        json.WriteString("user"u8, letter.User);
        json.WriteString("at"u8, DateTimeOffset.FromUnixTimeMilliseconds(letter.AtMs));
        json.WriteString("reason"u8, letter.Failure.Reason.Word());
        json.WriteString("detail"u8, letter.Failure.Detail);
        if (letter.Row is { } row) Write(json, row);
        else json.WriteBase64String("payload"u8, letter.Payload.Span);
        json.WriteEndObject();
    }

    /// <summary>The row, as <c>POST /api/interactions</c> takes it, and the page that it confirms.</summary>
    private static void Write(Utf8JsonWriter json, Interaction row)
    {
        json.WriteStartObject("interaction"u8);
        if (row.Id is not null) json.WriteString("id"u8, row.Id);
        json.WriteString("user"u8, row.User);
        if (row.Item is not null) json.WriteString("item"u8, row.Item);
        json.WriteString("type"u8, row.Type);
        json.WriteString("at"u8, DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs));
        if (row.Value is { } value) json.WriteNumber("value"u8, value);
        if (row.Basket is not null) json.WriteString("basket"u8, row.Basket);
        if (row.RequestId is not null) json.WriteString("requestId"u8, row.RequestId);
        if (row.Position is { } position) json.WriteNumber("position"u8, position);
        if (row.Page is { } page)
        {
            json.WriteStartObject("page"u8);
            json.WriteString("rule"u8, page.Rule);
            json.WriteStartArray("items"u8);
            foreach (var item in page.Items) json.WriteStringValue(item);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        if (row.Context.Count > 0)
        {
            json.WriteStartObject("context"u8);
            foreach (var (name, given) in row.Context) Write(json, name, given);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null: json.WriteNull(name); break;
            case ValueKind.Boolean: json.WriteBoolean(name, value.AsBoolean == true); break;
            case ValueKind.Number: json.WriteNumber(name, value.AsNumber); break;
            default: json.WriteString(name, value.ToString()); break;
        }
    }
}
