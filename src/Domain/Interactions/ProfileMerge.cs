using System.Text.Json;
using Reco.Domain.Reading;

namespace Reco.Domain.Interactions;

/// <summary>
/// Makes one profile of two, when an anonymous visitor turns out to be a known person: pure, no clock, no store. Fences stay apart by name (<see cref="FenceList.LogOf"/>),
/// so it makes no difference whether a row of either name is folded before or after, and a row that is delivered again is known. To merge the same name
/// again changes nothing. Bounds are those of <see cref="Profile"/>; the latest stay.
/// </summary>
public static class ProfileMerge
{
    /// <summary>The account with all that is known of a name: latest entries, <c>did</c>, impressions, recent ids, and the attributes that the account has not.</summary>
    /// <param name="account">Who stays.</param>
    /// <param name="from">Who is merged; a tombstone gives its fences.</param>
    /// <param name="name">The name of <paramref name="from"/>.</param>
    /// <param name="limits">How much is kept.</param>
    /// <returns>The next profile; the same instance when there is nothing new in it.</returns>
    public static Profile Apply(Profile account, Profile from, string name, Limits limits)
    {
        var (sections, others) = (account.Sections(), from.Sections());
        var fences = account.Fences();
        if (others.All(o => o.IsEmpty) || fences.Has(name)) return account;
        fences.Merge(from.Fences(), name);
        sections[ProfileFormat.Fences] = fences.Write();
        sections[ProfileFormat.Attributes] = Attributes(account.AttributesJson, from.AttributesJson, limits);
        if (!others[ProfileFormat.RecentIds].IsEmpty)
            sections[ProfileFormat.RecentIds] = RecentIdRing.Merge(sections[ProfileFormat.RecentIds].Span, others[ProfileFormat.RecentIds].Span, limits.RecentIds);
        if (!others[ProfileFormat.Impressions].IsEmpty)
            sections[ProfileFormat.Impressions] = ImpressionFold.Merge(sections[ProfileFormat.Impressions].Span, others[ProfileFormat.Impressions].Span, limits);
        var changed = new List<TypeFold>();
        foreach (var other in others.AsSpan(ProfileFormat.FirstType))
        {
            var section = new TypeSection(other.Span);
            var type = new TypeFold(new string(section.Name));
            type.Add(section);
            changed.Add(type);
        }
        return new Profile(ProfileFormat.Write(ProfileFold.WithTypes(sections, changed, limits)));
    }

    /// <summary>The <see cref="LoggedInteraction.Log"/> under which rows of a merged name are folded into the account, after the name's tombstone was merged into it by <see cref="Apply"/>.</summary>
    public static string LogOf(string log, string name) => FenceList.LogOf(log, name);

    /// <summary>The attributes of both as one JSON object: the account's, then those that only the other has, as far as <see cref="Limits.RowBytes"/> hold them.</summary>
    public static ReadOnlyMemory<byte> Attributes(ReadOnlyMemory<byte> account, ReadOnlyMemory<byte> from, Limits limits)
    {
        if (account.IsEmpty || from.IsEmpty) return account.IsEmpty ? from : account;
        using var mine = JsonDocument.Parse(account);
        using var other = JsonDocument.Parse(from);
        return CompactJson.Write(json =>
        {
            json.WriteStartObject();
            foreach (var member in mine.RootElement.EnumerateObject()) member.WriteTo(json);
            foreach (var member in other.RootElement.EnumerateObject())
            {
                if (mine.RootElement.TryGetProperty(member.Name, out _)) continue;
                var bytes = json.BytesCommitted + json.BytesPending + Utf8Bytes(member);
                if (bytes <= limits.RowBytes) member.WriteTo(json);
            }
            json.WriteEndObject();
        });
    }

    /// <summary>At most what a member takes: a name that must be escaped takes six bytes for each character.</summary>
    private static int Utf8Bytes(JsonProperty member) => member.Name.Length * 6 + System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(member.Value).Length + 5;
}
