using System.Text.Json;
using Reco.Domain.Expressions;

namespace Reco.Domain.Catalogs;

/// <summary>Reads an attribute out of a document, as the type that the catalog declares. The store and the columns both use this, so that they always agree.</summary>
public static class AttributePath
{
    /// <summary>The element at a path, or null where the document has none.</summary>
    public static JsonElement? Find(JsonElement document, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty(name, out document)) return null;
        }
        return document.ValueKind == JsonValueKind.Null ? null : document;
    }

    /// <summary>A finite JSON number, else NaN.</summary>
    public static double Number(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) && double.IsFinite(value) ? value : double.NaN;

    /// <summary>An ISO 8601 string as seconds since 1970, else NaN.</summary>
    public static double Time(JsonElement? element) => Value.ParseTime(Text(element));

    /// <summary>A JSON string, else null.</summary>
    public static string? Text(JsonElement? element) => element is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>0 for null, 1 for false, 2 for true.</summary>
    public static byte Boolean(JsonElement? element) => element?.ValueKind switch
    {
        JsonValueKind.True => 2,
        JsonValueKind.False => 1,
        _ => 0,
    };
}
