using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend.Sources;

namespace Reco.Domain.Rules;

/// <summary>A rule ready to serve: names resolved, expressions compiled. Immutable; a request holds one from start to end.</summary>
public sealed record CompiledRule
{
    /// <summary>The document it came from.</summary>
    public required StoredRule Stored { get; init; }
    /// <summary><c>service/name</c></summary>
    public string Key => Stored.Key;
    /// <summary>Its revision: <c>version</c> in answers.</summary>
    public long Version => Stored.Revision;
    /// <summary>The catalog it works on.</summary>
    public required Catalog Catalog { get; init; }
    /// <summary>Whether a call must name a user.</summary>
    public required bool NeedsUser { get; init; }
    /// <summary>Whether a call must name an item.</summary>
    public required bool NeedsItem { get; init; }
    /// <summary>Names of context values that a call must give (<c>"needs": ["context.device"]</c>).</summary>
    public required IReadOnlyList<string> NeedsContext { get; init; }
    /// <summary>Time zone of <c>now</c>.</summary>
    public required TimeZoneInfo Zone { get; init; }
    /// <summary>How many of its latest requests each instance keeps for dry runs; 0 keeps none.</summary>
    public int Sampling { get; init; }
    /// <summary>At least one; a rule without buckets has one without a name.</summary>
    public required IReadOnlyList<CompiledBucket> Buckets { get; init; }
    /// <summary>What <c>popular</c> sources of all buckets read, each once: counted from the moment the rule is published.</summary>
    public IReadOnlyList<(HalfLife HalfLife, PopularityScope Scope)> Scopes { get; init; } = [];

    /// <summary>The revision that some people get instead of this one; null when there is none.</summary>
    public Canary? Canary { get; init; }

    /// <summary>This revision for everyone, whether a canary runs beside it or not.</summary>
    public CompiledRule Alone => Canary is null ? this : this with { Canary = null };

    /// <summary>Generates the code of all buckets now, so that no request has to wait for it.</summary>
    public void Generate()
    {
        foreach (var bucket in Buckets) bucket.Program.Generate();
    }

    /// <summary>Whether requests have been answered by it, or could be without waiting for its code.</summary>
    public bool Generated => Buckets.All(b => b.Program.Generated);
}

/// <summary>A revision on trial: a part of the people gets it, always the same ones while its share only grows, and others for the next canary of the rule.</summary>
/// <param name="Rule">The revision.</param>
/// <param name="Terms">Who gets it.</param>
public sealed record Canary(CompiledRule Rule, CanaryTerms Terms)
{
    /// <summary>Stands for this trial where people are chosen; no rule's key is like this.</summary>
    internal string Salt { get; } = $"canary {Terms.Beside} {Rule.Key}";
}

/// <summary>One arm of a rule.</summary>
public sealed record CompiledBucket
{
    /// <summary>The name that makes a bucket the holdout.</summary>
    public const string HoldoutName = "holdout";

    /// <summary>Whether these are the people of the holdout, the same in every rule: they get what <c>fallback</c> gives, as if nobody recommended anything.</summary>
    public bool IsHoldout => Name == HoldoutName;

    /// <summary>Its name, or null for a rule without buckets.</summary>
    public required string? Name { get; init; }
    /// <summary>Percent of the users.</summary>
    public required double Share { get; init; }
    /// <summary>Its expressions.</summary>
    public required ExpressionProgram Program { get; init; }
    /// <summary>Sources that start together; none in the holdout.</summary>
    public required IReadOnlyList<ISource> Candidates { get; init; }
    /// <summary>Sources tried in order until the page is full.</summary>
    public required IReadOnlyList<ISource> Fallback { get; init; }
    /// <summary>The filters in document order, for explanations; what they do is in <see cref="Program"/>.</summary>
    public required IReadOnlyList<CompiledFilter> Filters { get; init; }
    /// <summary>Items per value of <c>diversify.by</c> on a page; 0 without <c>diversify</c>.</summary>
    public required int DiversifyAtMost { get; init; }
    /// <summary>Items put at a place of the first page.</summary>
    public required IReadOnlyList<CompiledPin> Pins { get; init; }
    /// <summary>Page size of a call that names none.</summary>
    public required int Limit { get; init; }
    /// <summary>What each item of the answer shows.</summary>
    public required FieldShape Fields { get; init; }
    /// <summary>Whether the person's profile must be read; otherwise the read is saved.</summary>
    public required bool ReadsUser { get; init; }

    /// <summary>Whether a served page counts as its own impression (<c>"impressions": "served"</c>); otherwise the page confirms what it showed.</summary>
    public bool CountsServed { get; init; }
}

/// <summary>A filter, for explanations.</summary>
/// <param name="Text">The rule's own words.</param>
/// <param name="Effect">What it does.</param>
public sealed record CompiledFilter(string Text, FilterEffect Effect);

/// <summary>An item with a place.</summary>
/// <param name="Item">Its id.</param>
/// <param name="At">Its place on the first page, from 1.</param>
/// <param name="When">Null: always.</param>
public sealed record CompiledPin(string Item, int At, RequestExpression<bool>? When);
