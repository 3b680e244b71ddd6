using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;

namespace Reco.Domain.Rules;

/// <summary>Compiles one parsed rule, or a rule with a bucket's changes in it, into the arm that serves.</summary>
/// <param name="world">What the names refer to.</param>
/// <param name="catalog">Where columns are reserved.</param>
/// <param name="known">False when the catalog does not exist and only stands in, so that nothing is said of its declarations.</param>
/// <param name="scopes">Where the dimensions go that <c>popular</c> reads.</param>
internal sealed class BucketCompiler(RuleWorld world, Catalog catalog, bool known, List<(HalfLife, PopularityScope)> scopes)
{
    /// <summary>The arm; null when this or anything before it added faults, or without a catalog. The holdout's candidates are checked like any others, then left out.</summary>
    public CompiledBucket? Compile(RuleDocument rule, string? name, double share, List<Fault> faults)
    {
        var bucket = CompileAll(rule, name, share, faults);
        if (bucket is not { IsHoldout: true }) return bucket;
        rule.Candidates.Clear();
        return CompileAll(rule, name, share, faults);
    }

    private CompiledBucket? CompileAll(RuleDocument rule, string? name, double share, List<Fault> faults)
    {
        var code = new ExpressionCompiler(catalog, rule.Params, rule.Lets, world.Limits, faults)
        {
            Types = world.Types,
            Emitted = world.Emitted,
            SourceNames = [.. rule.Candidates.Concat(rule.Fallback).Select(s => s.Kind)],
        };
        var sources = new SourceCompiler(world, catalog.Definition.Name, known, code, scopes, faults);
        var candidates = rule.Candidates.Select(sources.Compile).ToList();
        foreach (var filter in rule.Filters) code.AddFilter(filter.Code.Path, filter.Code.Text, filter.Effect);
        if (rule.Score is { } score) code.SetScore(score.Path, score.Text);
        if (rule.DiversifyBy is { } by) code.SetDiversifyBy(by.Path, by.Text);
        var pins = rule.Pins.Select(p => new CompiledPin(p.Item, p.At, p.When is { } when ? code.AddTest(when.Path, when.Text) : null)).ToList();
        var fallback = rule.Fallback.Select(sources.Compile).ToList();
        var program = code.Compile();
        if (program is null || faults.Count > 0 || !known) return null;
        return new CompiledBucket
        {
            Name = name,
            Share = share,
            Program = program,
            Candidates = [.. candidates.Select(s => s!)],
            Fallback = [.. fallback.Select(s => s!)],
            Filters = [.. rule.Filters.Select(f => new CompiledFilter(f.Code.Words, f.Effect))],
            DiversifyAtMost = rule.DiversifyBy is null ? 0 : rule.DiversifyAtMost,
            Pins = pins,
            Limit = rule.Limit,
            Fields = rule.Fields is { } fields ? new FieldShape(["id", .. fields]) : FieldShape.Everything,
            ReadsUser = program.ReadsUser || candidates.Concat(fallback).Any(s => s!.ReadsUser),
            CountsServed = rule.CountsServed,
        };
    }
}
