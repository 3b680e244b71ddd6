using Reco.Domain.Reading;

namespace Reco.Domain.Catalogs;

/// <summary>What a merge patch (RFC 7396) makes of the item that it names: every store asks here, so that they take and reject the same patches.</summary>
public static class ItemPatch
{
    /// <summary>The merged document, or why the patch can't be taken. A patch may shrink an item that is too large, but not let one grow beyond <see cref="Limits.RowBytes"/>.</summary>
    /// <param name="patch">A validated patch.</param>
    /// <param name="known">The item's document now; null when there is none.</param>
    /// <param name="version">Version of what is made.</param>
    /// <param name="limits">Bounds.</param>
    public static Outcome<ItemDocument> Apply(in ItemDocument patch, ReadOnlyMemory<byte>? known, long version, Limits limits)
    {
        if (known is not { } old) return Unknown(patch.Id);
        var merged = MergePatch.Apply(old, patch.Json);
        if (merged.Length <= Math.Max(limits.RowBytes, old.Length)) return new ItemDocument(patch.Id, merged, version);
        return new List<Fault> { new("$", $"the item would have {merged.Length} bytes, more than {limits.RowBytes}", "Remove attributes by null, or send less.") };
    }

    /// <summary>There is no such item.</summary>
    public static Outcome<ItemDocument> Unknown(string id) => new List<Fault> { new("$.id", $"there is no item \"{id}\"", "Write the whole item first.") };
}
