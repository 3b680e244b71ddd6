using Reco.Domain.Expressions;

namespace Reco.Domain.Interactions;

/// <summary>Something that a person did, validated: what the log keeps and the fold applies.</summary>
public sealed record Interaction
{
    /// <summary>Makes a retry harmless: unique per user, remembered for the last 256. Without one, two rows are two interactions.</summary>
    public string? Id { get; init; }
    /// <summary>Who did it; empty for a stranger to whom a page was shown.</summary>
    public required string User { get; init; }
    /// <summary>To which item; null only for the impression of a whole <see cref="Page"/>.</summary>
    public string? Item { get; init; }
    /// <summary>impression, view, click, like, dislike, purchase, rate, or a declared type.</summary>
    public required string Type { get; init; }
    /// <summary>When, in milliseconds since 1970 (UTC).</summary>
    public required long AtMs { get; init; }
    /// <summary>A rating, a price, a number of seconds: whatever the type means by it.</summary>
    public double? Value { get; init; }
    /// <summary>What was bought or viewed together has the same basket.</summary>
    public string? Basket { get; init; }
    /// <summary>The answer in which the item was shown.</summary>
    public string? RequestId { get; init; }
    /// <summary>Place in that answer, from 1.</summary>
    public int? Position { get; init; }
    /// <summary>Of an impression: the served page that it confirms, whole or one item of it; null when none is known.</summary>
    public ShownPage? Page { get; init; }
    /// <summary>Scalars that described the moment (device, region); for scoped popularity.</summary>
    public IReadOnlyDictionary<string, Value> Context { get; init; } = NoContext;

    /// <summary>The same as rows that name one item each: a page's impression is one of each of its items.</summary>
    public IEnumerable<Interaction> PerItem() =>
        Item is not null || Page is null ? [this] : Page.Items.Select((item, i) => this with { Item = item, Position = i + 1, Page = Page with { Items = [] } });

    private static readonly Dictionary<string, Value> NoContext = [];
}
