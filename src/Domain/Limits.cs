using System.ComponentModel.DataAnnotations;

namespace Reco.Domain;

/// <summary>Bounds on what one call, one rule and one row may ask for. The defaults suit a public server; an operator may raise each by a setting <c>Reco__Limits__NAME</c>; where the code itself has a bound, a range says it.</summary>
public sealed record Limits
{
    /// <summary>The defaults.</summary>
    public static Limits Default { get; } = new();

    /// <summary>Sources of a rule, candidates and fallback together.</summary>
    [Range(1, 32)]
    public int Sources { get; init; } = 16;
    /// <summary>Filters of a rule.</summary>
    public int Filters { get; init; } = 32;
    /// <summary>Names that a rule defines with <c>let</c>.</summary>
    public int Lets { get; init; } = 16;
    /// <summary>Constants of a rule (<c>params</c>).</summary>
    public int Params { get; init; } = 64;
    /// <summary>Pins of a rule.</summary>
    public int Pins { get; init; } = 20;
    /// <summary>Buckets of a rule.</summary>
    public int Buckets { get; init; } = 10;
    /// <summary>Tests of a rule.</summary>
    public int RuleTests { get; init; } = 50;
    /// <summary>Paths that a rule shows of an item (<c>fields</c>).</summary>
    public int Fields { get; init; } = 64;
    /// <summary>Paths of one <c>scope</c> of <c>popular</c>: every prefix is counted apart.</summary>
    public int ScopePaths { get; init; } = 4;
    /// <summary>Seeds of one source (keys of a relation) and items of one request.</summary>
    public int Seeds { get; init; } = 100;
    /// <summary>Largest <c>take</c> of a source.</summary>
    public int Take { get; init; } = 1_000;
    /// <summary>Distinct candidates of one call; what sources find beyond it is left out.</summary>
    public int Candidates { get; init; } = 2_000;
    /// <summary>Distinct candidates of one batch of calls.</summary>
    public int BatchCandidates { get; init; } = 10_000;
    /// <summary>Calls of one batch.</summary>
    public int BatchCalls { get; init; } = 20;
    /// <summary>Largest page.</summary>
    public int PageItems { get; init; } = 200;
    /// <summary>Items that a cursor remembers; after so many there is no further page.</summary>
    [Range(1, 10_000)]
    public int CursorItems { get; init; } = 500;
    /// <summary>Bytes (UTF-8) of an id or a name.</summary>
    public int IdBytes { get; init; } = 256;
    /// <summary>Depth of nesting of any JSON that is read.</summary>
    [Range(1, 64)]
    public int JsonDepth { get; init; } = 32;
    /// <summary>Bytes of one NDJSON line or one object.</summary>
    public int RowBytes { get; init; } = 64 * 1024;
    /// <summary>Rows of one JSON array of interactions or items.</summary>
    public int Rows { get; init; } = 1_000;
    /// <summary>Bytes of a whole request body.</summary>
    public long BodyBytes { get; init; } = 64 * 1024 * 1024;
    /// <summary>Latest entries kept per user and interaction type.</summary>
    public int History { get; init; } = 500;
    /// <summary>Distinct items per type that <c>did</c> remembers; the oldest is forgotten first.</summary>
    public int Did { get; init; } = 10_000;
    /// <summary>Items per user whose impressions are remembered.</summary>
    public int ImpressionItems { get; init; } = 500;
    /// <summary>Impression times kept per item.</summary>
    public int ImpressionTimes { get; init; } = 8;
    /// <summary>Ids of interactions remembered per user, against doubles.</summary>
    public int RecentIds { get; init; } = 256;
    /// <summary>Names that may be merged into one account.</summary>
    public int MergedNames { get; init; } = 10_000;
    /// <summary>Bytes of one person's profile; a row that would make it larger becomes a dead letter. The other bounds keep a profile with the built-in types below it.</summary>
    public int ProfileBytes { get; init; } = 8 * 1024 * 1024;
    /// <summary>Dead letters kept: rows that were accepted and can't be folded. When there are more, the oldest go.</summary>
    public int DeadLetters { get; init; } = 100_000;
    /// <summary>Bytes of the rows in dead letters; when there are more, the oldest letters go.</summary>
    public long DeadLetterBytes { get; init; } = 64 * 1024 * 1024;
    /// <summary>Related items kept per key of a relation.</summary>
    public int RelatedItems { get; init; } = 1_000;
    /// <summary>Attributes that a catalog may declare.</summary>
    public int Attributes { get; init; } = 256;
    /// <summary>Context values of one request or interaction.</summary>
    public int ContextValues { get; init; } = 32;
    /// <summary>UTF-8 bytes of one expression.</summary>
    public int ExpressionBytes { get; init; } = 4 * 1024;
    /// <summary>Nodes of one expression after its <c>let</c> names are counted once.</summary>
    [Range(1, 512)]
    public int ExpressionNodes { get; init; } = 256;
    /// <summary>Elements of a list that a lambda runs over; the rest is left out.</summary>
    public int ListElements { get; init; } = 1_000;
    /// <summary>UTF-16 characters that a text function may give.</summary>
    public int TextLength { get; init; } = 4 * 1024;
    /// <summary>Time that one source may take, in milliseconds, before it costs its candidates.</summary>
    public int SourceMilliseconds { get; init; } = 100;
    /// <summary>Calls for recommendations in progress at once, each of a batch counted; one more is answered 429.</summary>
    public int Calls { get; init; } = 512;
    /// <summary>Requests of one dry run, and the largest <c>sampling</c> of a rule.</summary>
    [Range(1, 10_000)]
    public int DryRunRequests { get; init; } = 1_000;
    /// <summary>Seconds after which a dry run answers with what it has done so far.</summary>
    public int DryRunSeconds { get; init; } = 30;
    /// <summary>Latest requests kept for dry runs, of all rules together, usually of less than 1 KB each. When all are taken a further rule keeps none.</summary>
    public int SampledRequests { get; init; } = 50_000;
    /// <summary>Served pages that each instance remembers, so that an interaction may name a page instead of its items.</summary>
    public int ServedPages { get; init; } = 100_000;
    /// <summary>Bytes of the pages remembered, some 480 for one of 20 items.</summary>
    public long ServedPageBytes { get; init; } = 64 * 1024 * 1024;
    /// <summary>Minutes for which a served page is remembered.</summary>
    [Range(1, 1_440)]
    public int ServedPageMinutes { get; init; } = 30;
    /// <summary>Series of one metric, a series being one rule, bucket and outcome; what is beyond them counts in one common series. A scrape shows them all, and each instrument reserves some 100 bytes for each.</summary>
    public int MetricSeries { get; init; } = 50_000;
    /// <summary>Opened profiles kept in process, of some 5 KB each for a person with 100 interactions. Others are read from the store.</summary>
    public int CachedProfiles { get; init; } = 10_000;
    /// <summary>Ready-made JSON of items kept in process, of 200 to 500 bytes each, never more than 8 KB.</summary>
    public int CachedFragments { get; init; } = 200_000;
    /// <summary>Lists kept in process per relation: 8 bytes for each related item and some 200 more for each list.</summary>
    public int CachedLists { get; init; } = 16_384;
}
