using Reco.Domain.Reading;

namespace Reco.Domain.Recommend;

/// <summary>Reads one row of a relation as an operator sent it: <c>{ "key": …, "related": [ { "id": …, "score": … } ] }</c>; <c>item</c> may stand for <c>key</c>.</summary>
public static class RelationReader
{
    /// <summary>The row, best first (ties by id) and cut at <see cref="Limits.RelatedItems"/>, or every fault.</summary>
    public static Outcome<RelationRow> Read(ReadOnlyMemory<byte> row, Limits limits) => StrictJson.ReadRow(row, limits, place =>
    {
        string? key = null;
        List<(string Id, float Score)> related = [];
        var members = place.Members("key", "item", "related");
        foreach (var member in members)
        {
            if (member.Name == "related") related = ReadRelated(member, limits);
            else key = member.Id(limits);
        }
        if (members.Count(m => m.Name is "key" or "item") == 2) place.Fault("\"item\" stands beside \"key\"", "Send one of them.");
        place.Require(members, members.Any(m => m.Name == "item") ? "item" : "key", "related");
        return new RelationRow(key ?? "", related);
    });

    private static List<(string Id, float Score)> ReadRelated(JsonPlace list, Limits limits)
    {
        var related = new List<(string Id, float Score)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in list.Elements(0, int.MaxValue, "{ \"id\": …, \"score\": … }"))
        {
            string? id = null;
            double? score = null;
            var members = entry.Members("id", "score");
            foreach (var member in members)
            {
                if (member.Name == "score") score = member.Number(n => float.IsFinite((float)n), "a finite number");
                else if (member.Id(limits) is { } text && member.Once(seen, text)) id = text;
            }
            entry.Require(members, "id", "score");
            if (id is not null && score is { } number) related.Add((id, (float)number));
        }
        related.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : Utf8Order.Compare(a.Id, b.Id));
        if (related.Count > limits.RelatedItems) related.RemoveRange(limits.RelatedItems, related.Count - limits.RelatedItems);
        return related;
    }
}
