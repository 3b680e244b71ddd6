using Reco.Domain.Reading;

namespace Reco.Domain.Catalogs;

/// <summary>Reads one item as an operator sent it, whole or as a merge patch: strictly, bounded, and made compact as the store keeps it.</summary>
public static class ItemReader
{
    /// <summary>The item with version 0, or every fault.</summary>
    /// <param name="row">One JSON object, UTF-8.</param>
    /// <param name="limits">Bounds on bytes, depth and id.</param>
    public static Outcome<ItemDocument> Read(ReadOnlyMemory<byte> row, Limits limits) => StrictJson.ReadRow(row, limits, place =>
    {
        string? id = null;
        var members = place.AllMembers();
        foreach (var member in members)
        {
            if (member.Name == "id") id = member.Id(limits);
            else if (member.Name == "popularity") member.Fault("the name is reserved for the server's own count", "Choose another name.");
        }
        place.Require(members, "id");
        return id is null ? default : new ItemDocument(id, Write(members, id), 0);
    });

    private static byte[] Write(IReadOnlyList<JsonPlace> members, string id) => CompactJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteWithoutId(members);
        json.WriteEndObject();
    });
}
