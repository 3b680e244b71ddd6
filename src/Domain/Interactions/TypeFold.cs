using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Reco.Domain.Interactions;

/// <summary>
/// New interactions of one type on their way into the profile's section of that type. Entries are ordered by time, ties in log order, and the latest
/// <see cref="Limits.History"/> are kept; <c>did</c> keeps each item's latest moment (in seconds) and the <see cref="Limits.Did"/> latest items (ties: the higher hash).
/// Both are "the greatest n of all that ever came", so it makes no difference how rows were cut into batches.
/// </summary>
internal sealed class TypeFold(string type)
{
    private readonly List<(long AtMs, ulong Hash, string Item)> added = new(4);
    private readonly List<(ulong Hash, uint Age)> did = new(4);

    public string Type => type;

    public void Add(long atMs, ulong hash, string item)
    {
        added.Add((atMs, hash, item));
        if (hash != 0) did.Add((hash, (uint)Math.Clamp(atMs / 1000, 0, uint.MaxValue)));
    }

    /// <summary>Adds what another profile has of the type.</summary>
    public void Add(TypeSection other)
    {
        for (var i = 0; i < other.Entries; i++) added.Add((other.At[i], other.Hashes[i], TypeSection.IdAt(other.StoredId(i))));
        for (var i = 0; i < other.DidCount; i++) did.Add((other.Did[i], other.DidAges[i]));
    }

    /// <summary>The section with the new rows in it.</summary>
    /// <param name="stored">The section so far; empty for a new type.</param>
    /// <param name="limits">How much is kept.</param>
    public byte[] Write(ReadOnlySpan<byte> stored, Limits limits)
    {
        var old = new TypeSection(stored.IsEmpty ? stackalloc byte[TypeSection.HeaderBytes] : stored);
        var order = Order(old, limits.History);
        var did = DidSet.Merge(old, this.did, limits.Did);

        var nameOffset = TypeSection.NameOffset(order.Length, did.Count);
        var idsOffset = nameOffset + type.Length * 2;
        var idBytes = 0;
        foreach (var entry in order) idBytes += entry < 0 ? 2 + Encoding.UTF8.GetByteCount(added[~entry].Item) : old.StoredId(entry).Length;

        var bytes = new byte[idsOffset + idBytes];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, order.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), did.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), type.Length);
        var section = new WritableSection(bytes, order.Length, did.Count);
        did.Hashes.AsSpan(0, did.Count).CopyTo(section.Did);
        did.Ages.AsSpan(0, did.Count).CopyTo(section.DidAges);
        MemoryMarshal.AsBytes(type.AsSpan()).CopyTo(bytes.AsSpan(nameOffset));
        var oldAt = old.At;
        var oldHashes = old.Hashes;
        var id = idsOffset;
        for (var i = 0; i < order.Length; i++)
        {
            section.IdStarts[i] = id;
            if (order[i] >= 0)
            {
                (section.At[i], section.Hashes[i]) = (oldAt[order[i]], oldHashes[order[i]]);
                var storedId = old.StoredId(order[i]);
                storedId.CopyTo(bytes.AsSpan(id));
                id += storedId.Length;
            }
            else
            {
                var entry = added[~order[i]];
                (section.At[i], section.Hashes[i]) = (entry.AtMs, entry.Hash);
                var length = Encoding.UTF8.GetBytes(entry.Item, bytes.AsSpan(id + 2));
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(id), checked((ushort)length));
                id += 2 + length;
            }
        }
        return bytes;
    }

    /// <summary>Which entries are kept, oldest first: an index of the old section, or the complement of an index of the added ones.</summary>
    private int[] Order(TypeSection old, int limit)
    {
        // A stable sort by insertion: rows come nearly always in order.
        var sorted = new int[added.Count];
        for (var i = 0; i < sorted.Length; i++)
        {
            var place = i;
            while (place > 0 && added[sorted[place - 1]].AtMs > added[i].AtMs) place--;
            Array.Copy(sorted, place, sorted, place + 1, i - place);
            sorted[place] = i;
        }
        // Merged from the newest down, so that the limit cuts the oldest; at equal times an added row is later.
        var at = old.At;
        var order = new int[Math.Min(limit, at.Length + sorted.Length)];
        int left = at.Length - 1, right = sorted.Length - 1;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            order[i] = right >= 0 && (left < 0 || added[sorted[right]].AtMs >= at[left]) ? ~sorted[right--] : left--;
        }
        return order;
    }

    private readonly ref struct WritableSection(Span<byte> bytes, int entries, int did)
    {
        public readonly Span<long> At = MemoryMarshal.Cast<byte, long>(bytes.Slice(TypeSection.HeaderBytes, entries * 8));
        public readonly Span<ulong> Hashes = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(TypeSection.HeaderBytes + entries * 8, entries * 8));
        public readonly Span<ulong> Did = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(TypeSection.HeaderBytes + entries * 16, did * 8));
        public readonly Span<uint> DidAges = MemoryMarshal.Cast<byte, uint>(bytes.Slice(TypeSection.HeaderBytes + entries * 16 + did * 8, did * 4));
        public readonly Span<int> IdStarts = MemoryMarshal.Cast<byte, int>(bytes.Slice(TypeSection.HeaderBytes + entries * 16 + did * 12, entries * 4));
    }
}
