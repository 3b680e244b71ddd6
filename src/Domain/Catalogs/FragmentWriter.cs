using System.Text.Json;
using Reco.Domain.Reading;

namespace Reco.Domain.Catalogs;

/// <summary>
/// Makes the JSON that an answer shows of one item: <c>id</c> first, then the attributes of the shape in its order. A nested path (<c>brand.name</c>)
/// gives a nested object; paths that share a beginning share it; what the document does not have is left out.
/// </summary>
public static class FragmentWriter
{
    /// <summary>The fragment of a document: a compact JSON object in UTF-8.</summary>
    /// <param name="shape">What to show.</param>
    /// <param name="document">The item's document.</param>
    public static byte[] Write(FieldShape shape, in ItemDocument document)
    {
        if (shape.Paths is null) return document.Json.ToArray();
        using var json = JsonDocument.Parse(document.Json);
        var (id, root) = (document.Id, json.RootElement);
        return CompactJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            var paths = new List<string[]>(shape.Paths.Count);
            foreach (var path in shape.Paths)
            {
                if (path != "id") paths.Add(path.Split('.'));
            }
            WriteMembers(writer, root, paths, 0);
            writer.WriteEndObject();
        });
    }

    private static void WriteMembers(Utf8JsonWriter writer, JsonElement from, List<string[]> paths, int depth)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var name = path[depth];
            if (from.ValueKind != JsonValueKind.Object || !from.TryGetProperty(name, out var value)) continue;
            if (!written.Add(name)) continue;
            var same = paths.FindAll(other => other[depth] == name);
            if (same.Exists(other => other.Length == depth + 1))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
            else if (same.Exists(other => AttributePath.Find(value, other.AsSpan(depth + 1)) is not null))
            {
                writer.WriteStartObject(name);
                WriteMembers(writer, value, same, depth + 1);
                writer.WriteEndObject();
            }
        }
    }
}
