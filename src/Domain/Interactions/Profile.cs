using System.Runtime.InteropServices;
using System.Text.Json;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;

namespace Reco.Domain.Interactions;

/// <summary>One entry of a person's history, newest first where lists of them are given.</summary>
/// <param name="Hash"><see cref="ItemNumbers.HashOf"/> of the item's id.</param>
/// <param name="AtMs">When, in milliseconds since 1970.</param>
/// <param name="Entry">Where the profile keeps the id: for <see cref="Profile.ItemId"/>.</param>
public readonly record struct HistoryEntry(ulong Hash, long AtMs, int Entry);

/// <summary>
/// What is known of one person in one catalog: attributes and history, as one versioned binary blob. Immutable: folding interactions
/// (<see cref="ProfileFold"/>) gives the next one. Opening a blob only checks it; every question is answered from the bytes in place,
/// by binary search in sorted hashes, and decodes nothing it is not asked for. The layout is told in <c>ProfileFormat</c>.
/// Bounds: <see cref="Limits.History"/>, <see cref="Limits.Did"/>, <see cref="Limits.ImpressionItems"/>, <see cref="Limits.ImpressionTimes"/>, <see cref="Limits.RecentIds"/>.
/// </summary>
public sealed class Profile
{
    private readonly ReadOnlyMemory<byte> blob;
    private object? attributes;
    private TypePlace[]? places;

    /// <summary>Where a type's section and name are: read from the section table when first asked for, since a request asks for the same types once per candidate.</summary>
    private readonly record struct TypePlace(Section Section, int NameOffset, int NameLength);

    internal Profile(ReadOnlyMemory<byte> blob) => this.blob = blob;

    /// <summary>The next profile of the same person with the same attributes: they are not parsed again.</summary>
    internal Profile(ReadOnlyMemory<byte> blob, Profile before) : this(blob) => attributes = Volatile.Read(ref before.attributes);

    /// <summary>A person of whom nothing is known.</summary>
    public static Profile Empty { get; } = new(ProfileFormat.Write(new ReadOnlyMemory<byte>[ProfileFormat.FirstType]));

    /// <summary>Opens a blob that <see cref="Write"/> made; it must not change afterwards. Throws <see cref="InvalidDataException"/> naming what is wrong with any other.</summary>
    public static Profile Read(ReadOnlyMemory<byte> blob)
    {
        ProfileFormat.Check(blob.Span);
        return new Profile(blob);
    }

    /// <summary>Whether <see cref="Read"/> opens a blob.</summary>
    public static bool IsReadable(ReadOnlySpan<byte> blob)
    {
        try
        {
            ProfileFormat.Check(blob);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>The blob; format version in its first byte.</summary>
    public ReadOnlyMemory<byte> Write() => blob;

    /// <summary>Whether nothing is known of the person any more: only fences are left, so that a log which rewinds does not bring back what was forgotten or merged.</summary>
    public bool IsTombstone => ProfileFormat.Types(blob.Span) == 0 && AttributesJson.IsEmpty && Section(ProfileFormat.Impressions).IsEmpty && Section(ProfileFormat.RecentIds).IsEmpty;

    /// <summary>Attributes as a JSON object, UTF-8; empty when there are none.</summary>
    public ReadOnlyMemory<byte> AttributesJson => Section(ProfileFormat.Attributes);

    /// <summary>The interaction types that the person has entries of, in ordinal order.</summary>
    public IReadOnlyList<string> Types
    {
        get
        {
            var names = new string[ProfileFormat.Types(blob.Span)];
            for (var i = 0; i < names.Length; i++) names[i] = new string(new TypeSection(Section(ProfileFormat.FirstType + i).Span).Name);
            return names;
        }
    }

    /// <summary>The attribute at a path; null where there is none. The JSON is parsed when first asked for, once.</summary>
    public Value Attribute(ReadOnlySpan<string> path)
    {
        if (AttributesJson.IsEmpty) return Value.Null;
        // Two threads may both parse; either result serves, and one reference is written.
        var json = (JsonElement)(Volatile.Read(ref attributes) ?? Parse());
        return AttributePath.Find(json, path) is { } found ? Value.Of(found) : Value.Null;
    }

    /// <summary>The latest distinct items of a type, newest first, at most <paramref name="count"/>.</summary>
    public HistoryEntry[] Last(string type, int count) => Newest(type, count, distinct: true);

    /// <summary>All kept interactions of a type, newest first; the same item may be there more than once. For exports.</summary>
    public HistoryEntry[] History(string type) => Newest(type, int.MaxValue, distinct: false);

    /// <summary>The id of an entry that this profile gave.</summary>
    public string ItemId(in HistoryEntry entry) => TypeSection.IdAt(blob.Span[entry.Entry..]);

    /// <summary>The items that <see cref="Did"/> knows of a type, for many look-ups.</summary>
    internal ItemHashes DidItems(string type)
    {
        return Find(blob.Span, type, out var start, out var section)
            ? new ItemHashes(blob.Slice(start + TypeSection.DidOffset(section.Entries), section.DidCount * sizeof(ulong)))
            : ItemHashes.None;
    }

    /// <summary>The items that were shown to the person, for many look-ups; places are those of <see cref="ImpressionsAt"/>.</summary>
    internal ItemHashes ShownItems()
    {
        var section = Section(ProfileFormat.Impressions);
        var items = new ImpressionSection(section.Span).Items;
        return items == 0 ? ItemHashes.None : new ItemHashes(section.Slice(ImpressionSection.HeaderBytes, items * sizeof(ulong)));
    }

    /// <summary>Impressions at or after a moment of the item at a place that <see cref="ShownItems"/> gave.</summary>
    internal int ImpressionsAt(int place, long sinceMs) => CountSince(new ImpressionSection(Section(ProfileFormat.Impressions).Span).Times(place), sinceMs);

    /// <summary>Whether the person ever did this to the item (of the latest 10,000 distinct items of the type).</summary>
    public bool Did(string type, ulong itemHash) => Find(blob.Span, type, out _, out var section) && section.Did.BinarySearch(itemHash) >= 0;

    /// <summary>Interactions of a type at or after a moment, of those kept.</summary>
    public int Count(string type, long sinceMs) => Find(blob.Span, type, out _, out var section) ? CountSince(section.At, sinceMs) : 0;

    /// <summary>Impressions of an item at or after a moment, of those kept.</summary>
    public int Impressions(ulong itemHash, long sinceMs)
    {
        var impressions = new ImpressionSection(Section(ProfileFormat.Impressions).Span);
        var item = impressions.Hashes.BinarySearch(itemHash);
        return item < 0 ? 0 : CountSince(impressions.Times(item), sinceMs);
    }

    /// <summary>The profile with other attributes (a JSON object, UTF-8).</summary>
    public Profile WithAttributes(ReadOnlyMemory<byte> json)
    {
        var sections = Sections();
        sections[ProfileFormat.Attributes] = json;
        return new Profile(ProfileFormat.Write(sections));
    }

    internal FenceList Fences() => new(Section(ProfileFormat.Fences).Span);

    internal ReadOnlyMemory<byte> Section(int index)
    {
        var (offset, length) = ProfileFormat.Section(blob.Span, index);
        return blob.Slice(offset, length);
    }

    internal ReadOnlyMemory<byte>[] Sections()
    {
        var sections = new ReadOnlyMemory<byte>[ProfileFormat.FirstType + ProfileFormat.Types(blob.Span)];
        for (var i = 0; i < sections.Length; i++) sections[i] = Section(i);
        return sections;
    }

    private bool Find(ReadOnlySpan<byte> bytes, ReadOnlySpan<char> type, out int start, out TypeSection section)
    {
        foreach (var (place, nameOffset, nameLength) in places ?? Places())
        {
            if (nameLength != type.Length || !MemoryMarshal.Cast<byte, char>(bytes.Slice(nameOffset, nameLength * 2)).SequenceEqual(type)) continue;
            start = place.Offset;
            section = new TypeSection(bytes.Slice(place.Offset, place.Length));
            return true;
        }
        start = 0;
        section = default;
        return false;
    }

    private TypePlace[] Places()
    {
        var found = new TypePlace[ProfileFormat.Types(blob.Span)];
        for (var i = 0; i < found.Length; i++)
        {
            var place = ProfileFormat.Section(blob.Span, ProfileFormat.FirstType + i);
            var section = new TypeSection(blob.Span.Slice(place.Offset, place.Length));
            found[i] = new TypePlace(place, place.Offset + TypeSection.NameOffset(section.Entries, section.DidCount), section.Name.Length);
        }
        return places = found;
    }

    private HistoryEntry[] Newest(string type, int count, bool distinct)
    {
        if (count <= 0 || !Find(blob.Span, type, out var start, out var section)) return [];
        var at = section.At;
        var hashes = section.Hashes;
        var ids = section.IdStarts;
        var found = new HistoryEntry[Math.Min(count, hashes.Length)];
        Span<ulong> met = found.Length <= 512 ? stackalloc ulong[found.Length] : new ulong[found.Length];
        var taken = 0;
        for (var i = hashes.Length - 1; i >= 0 && taken < found.Length; i--)
        {
            // Hash 0 stands for "no item": it is counted, but there is nothing to show.
            if (hashes[i] == 0 || (distinct && met[..taken].Contains(hashes[i]))) continue;
            met[taken] = hashes[i];
            found[taken++] = new HistoryEntry(hashes[i], at[i], start + ids[i]);
        }
        return taken == found.Length ? found : found[..taken];
    }

    private object Parse()
    {
        var reader = new Utf8JsonReader(AttributesJson.Span);
        object parsed = JsonElement.ParseValue(ref reader);
        Volatile.Write(ref attributes, parsed);
        return parsed;
    }

    /// <summary>How many of some ascending moments are at or after one.</summary>
    private static int CountSince(ReadOnlySpan<long> ascending, long sinceMs)
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (ascending[middle] < sinceMs) low = middle + 1;
            else high = middle;
        }
        return ascending.Length - low;
    }
}
