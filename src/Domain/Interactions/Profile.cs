using Reco.Domain.Expressions;

namespace Reco.Domain.Interactions;

/// <summary>One entry of a person's history, newest first where lists of them are given.</summary>
/// <param name="Hash"><see cref="Catalogs.ItemNumbers.HashOf"/> of the item's id.</param>
/// <param name="AtMs">When, in milliseconds since 1970.</param>
/// <param name="Entry">Where the profile keeps the id: for <see cref="Profile.ItemId"/>.</param>
public readonly record struct HistoryEntry(ulong Hash, long AtMs, int Entry);

/// <summary>
/// What is known of one person in one catalog: attributes and history, as one versioned binary blob. Immutable: folding an interaction gives the next one.
/// Sets of items are kept as sorted hashes, so that a request searches the blob itself and decodes nothing it does not ask for.
/// </summary>
public sealed class Profile
{
    /// <summary>A person of whom nothing is known.</summary>
    public static Profile Empty { get; } = new();

    /// <summary>Opens a blob that <see cref="Write"/> made. Throws <see cref="InvalidDataException"/> naming what is wrong with any other.</summary>
    public static Profile Read(ReadOnlyMemory<byte> blob) => throw new NotImplementedException();

    /// <summary>The blob; format version in its first byte.</summary>
    public ReadOnlyMemory<byte> Write() => throw new NotImplementedException();

    /// <summary>Attributes as a JSON object, UTF-8; empty when there are none.</summary>
    public ReadOnlyMemory<byte> AttributesJson => throw new NotImplementedException();

    /// <summary>The attribute at a path; null where there is none.</summary>
    public Value Attribute(ReadOnlySpan<string> path) => throw new NotImplementedException();

    /// <summary>The latest distinct items of a type, newest first, at most <paramref name="count"/>.</summary>
    public HistoryEntry[] Last(string type, int count) => throw new NotImplementedException();

    /// <summary>The id of an entry that this profile gave.</summary>
    public string ItemId(in HistoryEntry entry) => throw new NotImplementedException();

    /// <summary>Whether the person ever did this to the item (of the latest 10,000 distinct items of the type).</summary>
    public bool Did(string type, ulong itemHash) => throw new NotImplementedException();

    /// <summary>Interactions of a type at or after a moment, of those kept.</summary>
    public int Count(string type, long sinceMs) => throw new NotImplementedException();

    /// <summary>Impressions of an item at or after a moment, of those kept.</summary>
    public int Impressions(ulong itemHash, long sinceMs) => throw new NotImplementedException();

    /// <summary>The profile with other attributes (a JSON object, UTF-8).</summary>
    public Profile WithAttributes(ReadOnlyMemory<byte> json) => throw new NotImplementedException();
}
