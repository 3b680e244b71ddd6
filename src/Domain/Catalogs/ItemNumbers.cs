using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Reco.Domain.Catalogs;

/// <summary>
/// Gives every item id of one catalog a small process-local number, so that the flow compares ints and indexes arrays. A number is never
/// reused and never persisted. Only data that operators upload (items, relations) interns ids; requests and interactions just look them up, so
/// strangers cannot make it grow. Safe for many readers and writers; a read takes no lock.
/// </summary>
public sealed class ItemNumbers
{
    /// <summary>Hash of an id → number; an id whose hash is taken by another sits at the next free hash.</summary>
    private readonly ConcurrentDictionary<ulong, int> numbers = new();
    private readonly Lock growth = new();
    private volatile Entry[][] chunks = [];
    private volatile int count;

    private struct Entry
    {
        public string Id;
        public ulong Hash;
    }

    /// <summary>Numbers given so far: 0 … Count − 1.</summary>
    public int Count => count;

    /// <summary>The 64-bit hash of an id that profiles store in place of it (XxHash3 over its UTF-16 code units, little endian).</summary>
    public static ulong HashOf(ReadOnlySpan<char> id) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id));

    /// <summary>The number of an id; false when it has none.</summary>
    public bool TryGet(ReadOnlySpan<char> id, out int number)
    {
        for (var hash = HashOf(id); numbers.TryGetValue(hash, out number); hash++)
        {
            if (id.SequenceEqual(Id(number))) return true;
        }
        number = -1;
        return false;
    }

    /// <summary>The number of the id that has this hash, or −1: for profiles, which keep hashes beside ids.</summary>
    public int NumberOf(ulong hash) => numbers.TryGetValue(hash, out var number) ? number : -1;

    /// <summary>The number of an id, given now if it has none.</summary>
    public int Intern(string id)
    {
        if (TryGet(id, out var known)) return known;
        lock (growth)
        {
            if (TryGet(id, out known)) return known;
            var number = count;
            var (chunk, offset) = (number >> Chunk.Bits, number & Chunk.Mask);
            if (offset == 0) chunks = [.. chunks, new Entry[Chunk.Size]];
            var hash = HashOf(id);
            chunks[chunk][offset] = new Entry { Id = id, Hash = hash };
            count = number + 1;
            while (!numbers.TryAdd(hash, number)) hash++;
            return number;
        }
    }

    /// <summary>The id of a number that <see cref="Intern"/> or <see cref="TryGet"/> gave.</summary>
    public string Id(int number) => chunks[number >> Chunk.Bits][number & Chunk.Mask].Id;

    /// <summary><see cref="HashOf"/> of the id of a number, kept beside it.</summary>
    public ulong Hash(int number) => chunks[number >> Chunk.Bits][number & Chunk.Mask].Hash;
}
