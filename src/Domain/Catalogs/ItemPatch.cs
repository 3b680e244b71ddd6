using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reco.Domain.Catalogs;

/// <summary>Merges a JSON merge patch (RFC 7396) into an item's document: members replace, objects merge, null removes. The item keeps its <c>id</c>.</summary>
public static class ItemPatch
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The patched document, compact: members in their old order, new ones behind.</summary>
    /// <param name="document">The whole document.</param>
    /// <param name="patch">A JSON object.</param>
    public static byte[] Apply(ReadOnlyMemory<byte> document, ReadOnlyMemory<byte> patch)
    {
        using var target = JsonDocument.Parse(document);
        using var change = JsonDocument.Parse(patch);
        var buffer = new ArrayBufferWriter<byte>(document.Length + patch.Length);
        using (var writer = new Utf8JsonWriter(buffer, Compact)) Merge(writer, target.RootElement, change.RootElement, isItem: true);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Merge(Utf8JsonWriter writer, JsonElement target, JsonElement patch, bool isItem)
    {
        writer.WriteStartObject();
        if (target.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in target.EnumerateObject())
            {
                if ((isItem && member.NameEquals("id"u8)) || !patch.TryGetProperty(member.Name, out var change)) member.WriteTo(writer);
                else WriteMember(writer, member.Name, member.Value, change);
            }
        }
        foreach (var member in patch.EnumerateObject())
        {
            if (isItem && member.NameEquals("id"u8)) continue;
            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(member.Name, out _)) WriteMember(writer, member.Name, default, member.Value);
        }
        writer.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter writer, string name, JsonElement target, JsonElement change)
    {
        if (change.ValueKind == JsonValueKind.Null) return;
        writer.WritePropertyName(name);
        if (change.ValueKind == JsonValueKind.Object) Merge(writer, target, change, isItem: false);
        else change.WriteTo(writer);
    }
}
