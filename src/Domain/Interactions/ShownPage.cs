namespace Reco.Domain.Interactions;

/// <summary>The served page that an impression confirms, as the server that served it knows it; no caller can say it. So the log tells by itself what was shown, and by which rule.</summary>
/// <param name="Rule"><c>service/name</c></param>
/// <param name="Canary">0, or the revision beside which the canary ran that made the page.</param>
/// <param name="AtMs">When it was served, in milliseconds since 1970.</param>
/// <param name="Items">What it showed, in order, when the whole page is confirmed; empty when the row names one item of it.</param>
public sealed record ShownPage(string Rule, long Canary, long AtMs, IReadOnlyList<string> Items);
