using System.Buffers;
using System.Text.Json;

namespace Reco.Domain.Catalogs;

/// <summary>Reads one item as an operator sent it, whole or as a merge patch: strictly, bounded, and made compact as the store keeps it.</summary>
public static class ItemReader
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The item with version 0, or every fault.</summary>
    /// <param name="row">One JSON object, UTF-8.</param>
    /// <param name="limits">Bounds on bytes, depth and id.</param>
    public static Outcome<ItemDocument> Read(ReadOnlyMemory<byte> row, Limits limits)
    {
        if (row.Length > limits.RowBytes) return One("$", $"{row.Length} bytes are more than the {limits.RowBytes} of an item");
        var parsed = StrictJson.Parse(row, limits.JsonDepth);
        if (!parsed.Ok) return parsed.Faults.ToList();
        using var document = parsed.Value;
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) return One("$", "not an object", "Send { \"id\": … } with the item's attributes.");
        var faults = new List<Fault>();
        var id = RowId.Read(root, "id", limits, faults);
        if (root.TryGetProperty("popularity", out _)) faults.Add(new("$.popularity", "the name is reserved for the server's own count", "Choose another name."));
        return faults.Count > 0 ? faults : new ItemDocument(id!, Write(root, id!), 0);
    }

    private static byte[] Write(JsonElement root, string id)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output, Compact))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            foreach (var property in root.EnumerateObject())
            {
                if (!property.NameEquals("id")) property.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return output.WrittenSpan.ToArray();
    }

    private static List<Fault> One(string path, string problem, string fix = "") => [new(path, problem, fix)];
}
