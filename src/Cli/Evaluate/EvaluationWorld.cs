using Reco.Domain.Learning;
using Reco.Domain.Learning.Evaluation;
using Reco.Domain.Recommend;

namespace Reco.Cli.Evaluate;

/// <summary>What a server is filled with and asked.</summary>
internal sealed record EvaluationWorld
{
    public required Split Split { get; init; }
    /// <summary>Whether questions are baskets, not users.</summary>
    public required bool Baskets { get; init; }
    /// <summary>Name of the trained relation.</summary>
    public required string Relation { get; init; }
    public required IReadOnlyList<RelationRow> Lists { get; init; }
    public required string Catalog { get; init; }
    /// <summary>Type of the interactions.</summary>
    public required string Type { get; init; }
    /// <summary>The rule to measure; null for the built-in one.</summary>
    public required byte[]? Rule { get; init; }

    /// <summary>Every item of the data set, held-out ones too: they could be shown.</summary>
    public IReadOnlyList<string> Items => field ??= [.. Split.Train.Select(r => r.Item).Concat(Split.Questions.SelectMany(q => q.Relevant)).Distinct(StringComparer.Ordinal).Order(IdOrder.Numeric)];

    private static Domain.Limits Usual => Domain.Limits.Default;

    /// <summary>The longest history or basket.</summary>
    public int Longest => Split.Questions.Max(q => Math.Max(q.Known.Count, 1));

    /// <summary>Settings under which a server cuts nothing of this world, and takes every rule that it takes by default.</summary>
    public IReadOnlyDictionary<string, string> Limits => new Dictionary<string, string>
    {
        ["History"] = $"{Math.Max(Longest + 1, Usual.History)}",
        ["Did"] = $"{Math.Max(Longest + 1, Usual.Did)}",
        ["Seeds"] = $"{Math.Max(Longest + 1, Usual.Seeds)}",
        ["Take"] = $"{Math.Max(Items.Count + 1, Usual.Take)}",
        ["Candidates"] = $"{Math.Max(Items.Count + 1, Usual.Candidates)}",
        ["RelatedItems"] = $"{Math.Max(Items.Count + 1, Usual.RelatedItems)}",
        ["RowBytes"] = $"{64 << 20}",
        ["BodyBytes"] = $"{4L << 30}",
        ["SourceMilliseconds"] = "60000",
    };
}
