using System.Text.Json;

namespace Reco.Domain.Interactions;

/// <summary>How much a profile holds, for exports and receipts.</summary>
/// <param name="Attributes">Attributes.</param>
/// <param name="Types">Per interaction type: the entries of its history, and the items that <c>did</c> knows.</param>
/// <param name="ImpressionItems">Items whose impressions are remembered.</param>
/// <param name="ImpressionTimes">Moments of those impressions.</param>
/// <param name="RecentIds">Ids of interactions, kept as hashes against doubles.</param>
public sealed record ProfileContents(int Attributes, IReadOnlyList<(string Type, int History, int Did)> Types, int ImpressionItems, int ImpressionTimes, int RecentIds)
{
    /// <summary>Counts it.</summary>
    public static ProfileContents Of(Profile profile)
    {
        var types = new List<(string, int, int)>();
        foreach (var bytes in profile.Sections().AsSpan(ProfileFormat.FirstType))
        {
            var section = new TypeSection(bytes.Span);
            types.Add((new string(section.Name), section.Entries, section.DidCount));
        }
        var impressions = new ImpressionSection(profile.Section(ProfileFormat.Impressions).Span);
        var times = 0;
        for (var i = 0; i < impressions.Items; i++) times += impressions.Times(i).Length;
        return new(CountAttributes(profile.AttributesJson), types, impressions.Items, times, profile.Section(ProfileFormat.RecentIds).Length / RecentIdRing.EntryBytes);
    }

    private static int CountAttributes(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty) return 0;
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().Count();
    }
}
