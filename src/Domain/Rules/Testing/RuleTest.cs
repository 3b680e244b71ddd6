using System.Collections.Frozen;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;

namespace Reco.Domain.Rules.Testing;

/// <summary>One entry of a rule's <c>tests</c>, read: a small world, a request in it, and what the page must be.</summary>
internal sealed record RuleTest
{
    /// <summary>When a test happens that names no <c>now</c>: noon of 1 January 2026, UTC.</summary>
    public static readonly long Noon = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>Where it stands in the rule: <c>$.tests[1]</c>.</summary>
    public required string Path { get; init; }
    public required string Name { get; init; }
    /// <summary>Declared attributes; null for those of the rule's catalog.</summary>
    public FrozenDictionary<string, AttributeType>? Attributes { get; set; }
    public List<ItemDocument> Items { get; } = [];
    public List<UserRow> Users { get; } = [];
    public List<(string Name, List<RelationRow> Rows)> Relations { get; } = [];
    public List<Interaction> Interactions { get; } = [];
    public required RecommendRequest Request { get; init; }
    /// <summary>Its moment, ms since 1970.</summary>
    public long NowMs => Request.NowMs ?? Noon;
    public IReadOnlyList<Expectation> Expectations { get; set; } = [];
}

/// <summary>What became of one test.</summary>
/// <param name="Name">As the rule calls it.</param>
/// <param name="Path">Where it stands in the rule: <c>$.tests[1]</c>.</param>
/// <param name="Faults">Every difference between what it expects and what came; empty when it passed.</param>
public sealed record RuleTestResult(string Name, string Path, IReadOnlyList<Fault> Faults)
{
    /// <summary>Whether all came as expected.</summary>
    public bool Passed => Faults.Count == 0;
}
