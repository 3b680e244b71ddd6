using System.Text.Json;

namespace Reco.Domain.Reading;

/// <summary>JSON merge patch (RFC 7396): members of the patch replace those of the target, objects are merged, null removes. A bucket's <c>set</c> is one, and so is a row of <c>PATCH /api/items</c>.</summary>
public static class MergePatch
{
    /// <summary>What is merged was checked before.</summary>
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <summary>The target with the patch applied; members keep the target's order, new ones come behind.</summary>
    public static JsonElement Apply(JsonElement target, JsonElement patch)
    {
        using var merged = JsonDocument.Parse(CompactJson.Write(json => Write(json, target, patch)), AnyDepth);
        return merged.RootElement.Clone();
    }

    /// <summary>The same for documents in UTF-8.</summary>
    public static byte[] Apply(ReadOnlyMemory<byte> target, ReadOnlyMemory<byte> patch)
    {
        using var old = JsonDocument.Parse(target, AnyDepth);
        using var change = JsonDocument.Parse(patch, AnyDepth);
        return CompactJson.Write(json => Write(json, old.RootElement, change.RootElement));
    }

    private static void Write(Utf8JsonWriter writer, JsonElement? target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            patch.WriteTo(writer);
            return;
        }
        writer.WriteStartObject();
        var written = new HashSet<string>(StringComparer.Ordinal);
        if (target is { ValueKind: JsonValueKind.Object } old)
        {
            foreach (var member in old.EnumerateObject())
            {
                if (!written.Add(member.Name)) continue;
                if (!patch.TryGetProperty(member.Name, out var change)) member.WriteTo(writer);
                else WriteMember(writer, member.Name, member.Value, change);
            }
        }
        foreach (var member in patch.EnumerateObject())
        {
            if (written.Add(member.Name)) WriteMember(writer, member.Name, null, member.Value);
        }
        writer.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter writer, string name, JsonElement? target, JsonElement change)
    {
        if (change.ValueKind == JsonValueKind.Null) return;
        writer.WritePropertyName(name);
        Write(writer, target, change);
    }
}
