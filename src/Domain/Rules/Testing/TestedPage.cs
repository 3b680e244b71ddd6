using Reco.Domain.Reading;
using Reco.Domain.Recommend;
using Reco.Domain.Recommend.Explain;

namespace Reco.Domain.Rules.Testing;

/// <summary>The page that a test got, with the reasons behind it. Reads the answer, which must not be disposed of meanwhile.</summary>
internal sealed class TestedPage(Answer answer)
{
    /// <summary>Ids and reasons that one fault tells.</summary>
    private const int Told = 20;

    private readonly Call call = answer.Call;

    /// <summary>What is shown, in order.</summary>
    public IReadOnlyList<string> Ids { get; } = answer.ItemIds;

    /// <summary>Ids as a fault shows them.</summary>
    public static string List(IReadOnlyList<string> ids) => $"[{Joined(ids, ", ", Shorten)}]";

    /// <summary>An id as a fault shows it.</summary>
    public static string Shorten(string id) => JsonPlace.Shorten(id);

    /// <summary>What was wanted, against what is there.</summary>
    public string But(string wanted) => $"{wanted}, but the page is {List(Ids)}";

    /// <summary>For each of some items why it is on the page, or not.</summary>
    public string Explain(IReadOnlyList<string> ids) => Joined(ids, "; ", id => $"{Shorten(id)} {Why(id)}");

    /// <summary>The index of the filter that dropped an item; null when none did.</summary>
    public int? DroppedBy(string id) => Index(id) is { } index && call.Candidates.Verdicts[index] is > 0 and < Verdict.ShownBefore and var verdict ? verdict - 1 : null;

    /// <summary>A filter in words: <c>filter 2 "@…"</c>.</summary>
    public string FilterText(int filter) =>
        filter < call.Bucket.Filters.Count ? $"filter {filter} \"{call.Bucket.Filters[filter].Text}\"" : $"filter {filter} (there are {call.Bucket.Filters.Count}, counted from 0)";

    private string Why(string id)
    {
        if (!call.Items.Ids.TryGet(id, out var number) || !call.Items.Has(number)) return "is not among the world's items";
        if (Index(id) is not { } index) return FallbackAsked ? "was found by no source" : "was found by no source (fallback was not asked, since the page was full)";
        var (verdict, place) = (call.Candidates.Verdicts[index], call.Candidates.Places[index]);
        if (place != Place.None) return $"is there, {Explanation.PlaceName(place)}{FoundBy(index)}";
        if (DroppedBy(id) is { } filter) return $"was dropped by {FilterText(filter)}";
        var cut = $"cut by the limit of {call.Page.Size}";
        if (verdict < 0) return $"was moved down by {FilterText(-verdict - 1)} and {cut}";
        return call.Page.HeldBack.Contains(index) ? "was held back by \"diversify\"" : $"was {cut}";
    }

    private bool FallbackAsked => call.SourcesAsked == call.Bucket.Candidates.Count + call.Bucket.Fallback.Count;

    private int? Index(string id) => call.Items.Ids.TryGet(id, out var number) && call.Candidates.TryGet(number, out var index) ? index : null;

    private string FoundBy(int index)
    {
        var found = call.Candidates.All[index].Sources;
        var sources = call.Bucket.Candidates.Concat(call.Bucket.Fallback).Where((_, i) => (found & (1u << i)) != 0).Select(s => s.Text).ToList();
        return sources.Count == 0 ? "" : $", found by {string.Join(" and ", sources)}";
    }

    private static string Joined(IReadOnlyList<string> ids, string separator, Func<string, string> text) =>
        string.Join(separator, ids.Take(Told).Select(text)) + (ids.Count > Told ? $"{separator}{ids.Count - Told} more" : "");
}
