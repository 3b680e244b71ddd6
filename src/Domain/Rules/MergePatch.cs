using System.Text.Json;

namespace Reco.Domain.Rules;

/// <summary>JSON merge patch (RFC 7396): members of the patch replace those of the target, objects are merged, null removes. A bucket's <c>set</c> is one.</summary>
public static class MergePatch
{
    /// <summary>The target with the patch applied; members keep the target's order, new ones come behind.</summary>
    public static JsonElement Apply(JsonElement target, JsonElement patch)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) Write(writer, target, patch);
        using var merged = JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = int.MaxValue });
        return merged.RootElement.Clone();
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
