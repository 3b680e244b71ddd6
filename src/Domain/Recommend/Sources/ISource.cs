using Reco.Domain.Expressions;

namespace Reco.Domain.Recommend.Sources;

/// <summary>Finds candidates: one entry of a rule's <c>candidates</c> or <c>fallback</c>, its names resolved and its expressions compiled. Immutable.</summary>
public interface ISource
{
    /// <summary>The word of the rule (<c>related</c>, <c>popular</c>), for metrics and explanations.</summary>
    string Kind { get; }

    /// <summary>Kind and argument as the rule says them (<c>related goes-with</c>), for explanations.</summary>
    string Text { get; }

    /// <summary>Candidates wanted at most.</summary>
    int Take { get; }

    /// <summary>What its scores are multiplied by before they are added up.</summary>
    double Weight { get; }

    /// <summary>Whether it reads the person's history beside its expressions.</summary>
    bool ReadsUser => false;

    /// <summary>Adds what it finds to <paramref name="found"/>, best first, each item once, at most <see cref="Take"/>. Completes at once where everything is in process. A failure costs its candidates only.</summary>
    /// <param name="evaluation">The request, prepared. Not changed, and not read after the source has completed.</param>
    /// <param name="found">Empty at the start.</param>
    /// <param name="cancel">Its deadline.</param>
    ValueTask FetchAsync(Evaluation evaluation, FoundItems found, CancellationToken cancel);
}
