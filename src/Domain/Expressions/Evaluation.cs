using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;

namespace Reco.Domain.Expressions;

/// <summary>
/// All that the expressions of one request may read. Pooled: a request fills it, <see cref="ExpressionProgram.Prepare"/> computes once what does not
/// depend on the candidate, and the compiled delegates read it. One request at a time.
/// </summary>
public sealed class Evaluation
{
    /// <summary>The catalog as this request sees it.</summary>
    public CatalogSnapshot Items { get; set; } = null!;
    /// <summary>The call.</summary>
    public RecommendRequest Request { get; set; } = null!;
    /// <summary>The person; <see cref="Profile.Empty"/> for a stranger.</summary>
    public Profile User { get; set; } = Profile.Empty;
    /// <summary>Number of the request's first item; −1 when there is none or it has no item data.</summary>
    public int Seed { get; set; } = -1;
    /// <summary>Page size of this call: <c>request.limit</c>.</summary>
    public int Limit { get; set; }
    /// <summary>The moment, in milliseconds since 1970: <c>now</c>.</summary>
    public long NowMs { get; set; }
    /// <summary>The rule's time zone, for <c>now.hour</c> and the like.</summary>
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;
    /// <summary>Counts behind <c>item.popularity</c>.</summary>
    public IPopularity Popularity { get; set; } = null!;

    /// <summary>Numbers and times that the program computed once for this request.</summary>
    internal double[] NumberSlots = [];
    /// <summary>Other values that the program computed once for this request (text, booleans, lists, sets of items).</summary>
    internal object?[] ObjectSlots = [];
}
