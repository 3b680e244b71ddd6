using System.Text.Json;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;

namespace Reco.Domain.Rules;

/// <summary>A rule as its author wrote it, parsed: types, ranges and names within the document are checked, code is still text. Only <see cref="RuleCompiler"/> sees it.</summary>
internal sealed class RuleDocument
{
    public string? Service { get; set; }
    public string? Name { get; set; }
    public string Catalog { get; set; } = Catalogs.CatalogDefinition.DefaultName;
    public bool NeedsUser { get; set; }
    public bool NeedsItem { get; set; }
    public List<string> NeedsContext { get; } = [];
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;
    public Dictionary<string, Value> Params { get; } = new(StringComparer.Ordinal);
    public List<LetDefinition> Lets { get; } = [];
    public List<SourceDocument> Candidates { get; } = [];
    public List<FilterDocument> Filters { get; } = [];
    public Code? Score { get; set; }
    public Code? DiversifyBy { get; set; }
    public int DiversifyAtMost { get; set; }
    public List<PinDocument> Pins { get; } = [];
    public int Limit { get; set; } = 20;
    /// <summary>Without <c>id</c>, which is always shown; null shows everything.</summary>
    public List<string>? Fields { get; set; }
    public List<SourceDocument> Fallback { get; } = [];
    public List<BucketDocument> Buckets { get; } = [];
    public bool CountsServed { get; set; }
    public int Sampling { get; set; } = 100;
}

/// <summary>An expression and where it stands.</summary>
/// <param name="Path">Its JSON path.</param>
/// <param name="Text">Without <c>@</c>.</param>
internal sealed record Code(string Path, string Text)
{
    /// <summary>The rule's own words.</summary>
    public string Words => "@" + Text;
}

/// <summary>One entry of <c>candidates</c> or <c>fallback</c>.</summary>
internal abstract record SourceDocument(int Take, double Weight)
{
    /// <summary>The word of the rule: what <c>candidate.source</c> gives.</summary>
    public string Kind => GetType().Name.ToLowerInvariant();

    public sealed record Related(string Relation, Code To, int Take, double Weight) : SourceDocument(Take, Weight);
    public sealed record Popular(HalfLife HalfLife, IReadOnlyList<Code> Scope, int Take, double Weight) : SourceDocument(Take, Weight);
    public sealed record History(string Type, string Path, int Take, double Weight) : SourceDocument(Take, Weight);
    public sealed record Items(IReadOnlyList<string> Ids, int Take, double Weight) : SourceDocument(Take, Weight);
    public sealed record Query(Code Where, Code? OrderBy, int Take, double Weight) : SourceDocument(Take, Weight);
}

internal sealed record FilterDocument(Code Code, FilterEffect Effect);

internal sealed record PinDocument(string Item, int At, Code? When);

/// <summary>One arm; <c>Set</c> is a merge patch, undefined when the bucket changes nothing.</summary>
internal sealed record BucketDocument(string Name, double Share, JsonElement Set, string Path);
