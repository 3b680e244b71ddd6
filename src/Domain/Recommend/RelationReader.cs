using System.Text.Json;
using Reco.Domain.Catalogs;

namespace Reco.Domain.Recommend;

/// <summary>Reads one row of a relation as an operator sent it: <c>{ "key": …, "related": [ { "id": …, "score": … } ] }</c>; <c>item</c> may stand for <c>key</c>.</summary>
public static class RelationReader
{
    private static readonly string[] Known = ["key", "item", "related"];
    private static readonly string[] KnownOfEntry = ["id", "score"];

    /// <summary>The row, best first (ties by id) and cut at <see cref="Limits.RelatedItems"/>, or every fault.</summary>
    public static Outcome<RelationRow> Read(ReadOnlyMemory<byte> row, Limits limits)
    {
        if (row.Length > limits.RowBytes) return new List<Fault> { new("$", $"{row.Length} bytes are more than the {limits.RowBytes} of a row") };
        var parsed = StrictJson.Parse(row, limits.JsonDepth);
        if (!parsed.Ok) return parsed.Faults.ToList();
        using var document = parsed.Value;
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) return new List<Fault> { new("$", "not an object", "Send { \"key\": …, \"related\": [ … ] }.") };
        var faults = new List<Fault>();
        foreach (var property in root.EnumerateObject())
        {
            if (!Known.Contains(property.Name)) faults.Add(new($"$.{property.Name}", "unknown property", NearestName.Suggest(property.Name, Known)));
        }
        var both = root.TryGetProperty("key", out _) && root.TryGetProperty("item", out _);
        if (both) faults.Add(new("$.item", "stands beside key", "Send one of them."));
        var key = RowId.Read(root, root.TryGetProperty("item", out _) && !both ? "item" : "key", limits, faults);
        var related = ReadRelated(root, limits, faults);
        return faults.Count > 0 ? faults : new RelationRow(key!, related);
    }

    private static List<(string Id, float Score)> ReadRelated(JsonElement root, Limits limits, List<Fault> faults)
    {
        var related = new List<(string Id, float Score)>();
        if (!root.TryGetProperty("related", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            faults.Add(new("$.related", "not a list", "Send [ { \"id\": …, \"score\": … } ]; an empty list is fine."));
            return related;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = -1;
        foreach (var entry in list.EnumerateArray())
        {
            var path = $"$.related[{++index}]";
            if (entry.ValueKind != JsonValueKind.Object)
            {
                faults.Add(new(path, "not an object", "Send { \"id\": …, \"score\": … }."));
                continue;
            }
            foreach (var property in entry.EnumerateObject())
            {
                if (!KnownOfEntry.Contains(property.Name)) faults.Add(new($"{path}.{property.Name}", "unknown property", NearestName.Suggest(property.Name, KnownOfEntry)));
            }
            var id = RowId.Read(entry, "id", limits, faults, path: path);
            if (id is not null && !seen.Add(id)) faults.Add(new($"{path}.id", $"\"{id}\" stands twice", "Keep one of them."));
            if (!entry.TryGetProperty("score", out var number) || number.ValueKind != JsonValueKind.Number || !number.TryGetSingle(out var score) || !float.IsFinite(score))
                faults.Add(new($"{path}.score", "not a finite number"));
            else if (id is not null) related.Add((id, score));
        }
        related.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : string.CompareOrdinal(a.Id, b.Id));
        if (related.Count > limits.RelatedItems) related.RemoveRange(limits.RelatedItems, related.Count - limits.RelatedItems);
        return related;
    }
}
