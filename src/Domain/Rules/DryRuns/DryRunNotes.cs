using Reco.Domain.Interactions;
using Reco.Domain.Recommend;

namespace Reco.Domain.Rules.DryRuns;

/// <summary>What one has to know to read the figures of a dry run aright, in sentences for people.</summary>
public static class DryRunNotes
{
    /// <summary>Popularity that the draft reads and no serving rule has counted: it is empty now and begins to fill when the draft is published.</summary>
    public static IEnumerable<string> Uncounted(CompiledRule draft, RuleSet serving)
    {
        var counted = serving.Serving.Where(r => r.Catalog.Definition.Name == draft.Catalog.Definition.Name).SelectMany(r => r.Scopes).ToList();
        return draft.Scopes.Where(s => !counted.Any(c => c.HalfLife == s.HalfLife && c.Scope.Paths.Take(s.Scope.Paths.Count).SequenceEqual(s.Scope.Paths)))
            .Select(s => $"popular \"{s.HalfLife.Name()}\"{(s.Scope.Paths.Count > 0 ? $" by {string.Join(", ", s.Scope.Paths)}" : "")} is counted only from when this rule is published: here it finds what has been counted so far, which may be nothing.");
    }

    /// <summary>There is no other side.</summary>
    public static string NothingServes => "No revision of this rule serves: the draft is shown alone.";

    /// <summary>The time was up.</summary>
    public static string Stopped(int done, int asked, Limits limits) =>
        $"Stopped after {limits.DryRunSeconds} s with {done} of {asked} requests answered: the figures are of these. Ask fewer, or raise Reco__Limits__DryRunSeconds.";

    /// <summary>Why there are no samples.</summary>
    public static string Of(NoSamples reason) => reason switch
    {
        NoSamples.Off => "The serving revision keeps no requests (\"sampling\": 0). Give requests.",
        NoSamples.NoRoom => "This instance has no room for requests of this rule: others took it. Give requests, or raise Reco__Limits__SampledRequests.",
        _ => "Nobody has asked for this rule since this instance started.",
    };
}
