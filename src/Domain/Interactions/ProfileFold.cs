using Reco.Domain.Catalogs;

namespace Reco.Domain.Interactions;

/// <summary>
/// Applies interactions to a profile: pure, no clock, no store. Exactly once in effect: a row at or below the fence of its log was applied before, and a row
/// whose id is known from another place was sent twice. So every delivery of a log that is contiguous, however it is cut, repeated or overlapping, gives the
/// same profile. A batch of one person is folded in one go: only the sections it touches are written anew, the others are copied.
/// </summary>
public static class ProfileFold
{
    /// <summary>The profile after some rows of this person, in log order.</summary>
    /// <param name="profile">Before.</param>
    /// <param name="rows">What the log delivers, in its order.</param>
    /// <param name="limits">How much is kept.</param>
    /// <param name="fates">Takes what became of each row; empty when nobody asks.</param>
    /// <returns>The next profile; the same instance when every row was delivered before.</returns>
    public static Profile Apply(Profile profile, ReadOnlySpan<LoggedInteraction> rows, Limits limits, Span<RowFate> fates = default)
    {
        if (rows.IsEmpty) return profile;
        var sections = profile.Sections();
        var fences = new FenceList(sections[ProfileFormat.Fences].Span, rows[0].Log);
        var recent = new RecentIdRing(sections[ProfileFormat.RecentIds].Span, rows.Length, limits.RecentIds);
        ImpressionFold? impressions = null;
        var room = Room(rows);
        var changed = new List<TypeFold>(2);
        for (var i = 0; i < rows.Length; i++)
        {
            var (log, sequence, row) = rows[i];
            var fate = !fences.Pass(log, sequence) ? RowFate.Delivered : row.Id is { } id && !recent.Add(id, sequence) ? RowFate.Duplicate : RowFate.Applied;
            if (!fates.IsEmpty) fates[i] = fate;
            if (fate != RowFate.Applied) continue;
            if (row.Page is { Items: { Count: > 0 } shown }) foreach (var item in shown) Add(row, item);
            else Add(row, row.Item);
        }
        if (!fences.Changed) return profile;
        sections[ProfileFormat.Fences] = fences.Write();
        if (recent.Changed) sections[ProfileFormat.RecentIds] = recent.Write();
        if (impressions is not null) sections[ProfileFormat.Impressions] = impressions.Write();
        return new Profile(ProfileFormat.Write(WithTypes(sections, changed, limits)), profile);

        void Add(Interaction row, string? item)
        {
            var hash = item is null ? 0 : ItemNumbers.HashOf(item);
            OfType(changed, row.Type).Add(row.AtMs, hash, item ?? "");
            if (row.Type == InteractionTypes.Impression && item is not null) (impressions ??= Open()).Add(hash, row.AtMs);
        }

        ImpressionFold Open() => new(sections[ProfileFormat.Impressions].Span, room, limits);
    }

    /// <summary>Items that rows name, which is the most that can be new in a section.</summary>
    private static int Room(ReadOnlySpan<LoggedInteraction> rows)
    {
        var room = 0;
        foreach (var row in rows) room += Math.Max(1, row.Row.Page?.Items.Count ?? 0);
        return room;
    }

    private static TypeFold OfType(List<TypeFold> changed, string type)
    {
        foreach (var fold in changed)
        {
            if (fold.Type == type) return fold;
        }
        var added = new TypeFold(type);
        changed.Add(added);
        return added;
    }

    /// <summary>All sections, those of changed types written anew and new types in their place by name.</summary>
    internal static ReadOnlyMemory<byte>[] WithTypes(ReadOnlyMemory<byte>[] sections, List<TypeFold> changed, Limits limits)
    {
        changed.Sort((a, b) => Utf8Order.Compare(a.Type, b.Type));
        var merged = new List<ReadOnlyMemory<byte>>(sections.Length + changed.Count);
        merged.AddRange(sections.AsSpan(0, ProfileFormat.FirstType));
        var next = 0;
        foreach (var section in sections.AsSpan(ProfileFormat.FirstType))
        {
            var old = new TypeSection(section.Span);
            while (next < changed.Count && Utf8Order.Compare(changed[next].Type, old.Name) < 0) merged.Add(changed[next++].Write(default, limits));
            if (next < changed.Count && changed[next].Type.AsSpan().SequenceEqual(old.Name)) merged.Add(changed[next++].Write(section.Span, limits));
            else merged.Add(section);
        }
        while (next < changed.Count) merged.Add(changed[next++].Write(default, limits));
        return [.. merged];
    }
}
