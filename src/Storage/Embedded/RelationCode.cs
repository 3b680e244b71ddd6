using System.Buffers.Binary;
using System.Text;
using Reco.Domain.Catalogs;
using Reco.Domain.Recommend;

namespace Reco.Storage.Embedded;

/// <summary>
/// A list of related items as a blob: a format byte, the count (int32), then per item its score (float), the length of its id (uint16) and the id in UTF-8;
/// little endian; best first, ties by the bytes of the id.
/// </summary>
internal static class RelationCode
{
    private const byte Format = 1;

    /// <summary>The blob of a row, at most <paramref name="most"/> items; of an id that is named twice the better score stays; scores that are not finite are left out. Empty when nothing is left.</summary>
    public static byte[] Write(IReadOnlyList<(string Id, float Score)> related, int most)
    {
        var entries = new List<(byte[] Id, float Score)>(related.Count);
        foreach (var (id, score) in related)
        {
            if (float.IsFinite(score)) entries.Add((Encoding.UTF8.GetBytes(id), score));
        }
        entries.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Id.AsSpan().SequenceCompareTo(b.Id));
        if (HasDoubles(related)) KeepFirst(entries);
        if (entries.Count > most) entries.RemoveRange(most, entries.Count - most);
        if (entries.Count == 0) return [];

        var blob = new byte[5 + entries.Sum(e => 6 + e.Id.Length)];
        blob[0] = Format;
        BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(1), entries.Count);
        var rest = blob.AsSpan(5);
        foreach (var (id, score) in entries)
        {
            BinaryPrimitives.WriteSingleLittleEndian(rest, score);
            BinaryPrimitives.WriteUInt16LittleEndian(rest[4..], checked((ushort)id.Length));
            id.CopyTo(rest[6..]);
            rest = rest[(6 + id.Length)..];
        }
        return blob;
    }

    /// <summary>The list of a blob, its ids as numbers.</summary>
    public static RelationList Read(ReadOnlySpan<byte> blob, ItemNumbers numbers)
    {
        if (blob.Length < 5 || blob[0] != Format) throw new InvalidDataException("A list of related items has an unknown format.");
        var count = BinaryPrimitives.ReadInt32LittleEndian(blob[1..]);
        var (items, scores) = (new int[count], new float[count]);
        var rest = blob[5..];
        Span<char> small = stackalloc char[256];
        for (var i = 0; i < count; i++)
        {
            scores[i] = BinaryPrimitives.ReadSingleLittleEndian(rest);
            var length = BinaryPrimitives.ReadUInt16LittleEndian(rest[4..]);
            var id = rest.Slice(6, length);
            // A known id is found without making a string of it.
            ReadOnlySpan<char> text = length <= small.Length ? small[..Encoding.UTF8.GetChars(id, small)] : Encoding.UTF8.GetString(id);
            items[i] = numbers.TryGet(text, out var known) ? known : numbers.Intern(text.ToString());
            rest = rest[(6 + length)..];
        }
        return new RelationList(items, scores);
    }

    private static bool HasDoubles(IReadOnlyList<(string Id, float Score)> related)
    {
        var seen = new HashSet<string>(related.Count, StringComparer.Ordinal);
        foreach (var (id, _) in related)
        {
            if (!seen.Add(id)) return true;
        }
        return false;
    }

    private static void KeepFirst(List<(byte[] Id, float Score)> entries)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        entries.RemoveAll(e => !seen.Add(Encoding.UTF8.GetString(e.Id)));
    }
}
