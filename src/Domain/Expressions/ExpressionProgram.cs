using Reco.Domain.Recommend;

namespace Reco.Domain.Expressions;

/// <summary>What the filters of a rule say of one candidate: 0 keep; n &gt; 0 dropped by filter n − 1; n &lt; 0 rolled by filter −n − 1. The first filter that drops decides; of rolling ones the strongest.</summary>
public delegate int FilterCandidate(Evaluation evaluation, in Candidate candidate);

/// <summary>The score of one candidate; NaN is null and sorts last.</summary>
public delegate double ScoreCandidate(Evaluation evaluation, in Candidate candidate);

/// <summary>A value of one candidate, for grouping.</summary>
public delegate Value ValueOfCandidate(Evaluation evaluation, in Candidate candidate);

/// <summary>An expression that does not depend on a candidate, evaluated once when it is wanted. Usable after <see cref="ExpressionCompiler.Compile"/> gave its program.</summary>
/// <typeparam name="T">What it gives.</typeparam>
public sealed class RequestExpression<T>
{
    internal Func<Evaluation, T>? Compiled;

    /// <summary>The expression's text, for explanations.</summary>
    public required string Text { get; init; }

    /// <summary>Its value in a prepared evaluation.</summary>
    public T Evaluate(Evaluation evaluation) => Compiled!(evaluation);
}

/// <summary>What a filter of a rule does to a candidate for which its expression is true (or, for <see cref="Keep"/>, is not).</summary>
/// <param name="Drop">True: a candidate leaves when the expression is true. False: it leaves when it is not.</param>
/// <param name="Rolling">Instead of leaving it moves: <see cref="int.MaxValue"/> behind all kept ones, n places down; 0 leaves.</param>
public readonly record struct FilterEffect(bool Drop, int Rolling)
{
    /// <summary>An expression alone: what does not satisfy it leaves.</summary>
    public static FilterEffect Keep => new(false, 0);
}

/// <summary>All expressions of one bucket of a rule, compiled together so that <c>let</c> values and request-level parts are shared. Immutable; safe for many threads.</summary>
public sealed class ExpressionProgram
{
    /// <summary>All filters fused into one delegate; null when the rule has none.</summary>
    public FilterCandidate? Filter { get; init; }
    /// <summary><c>rank.score</c>; null when the rule has none.</summary>
    public ScoreCandidate? Score { get; init; }
    /// <summary><c>diversify.by</c>; null when the rule has none.</summary>
    public ValueOfCandidate? DiversifyBy { get; init; }
    /// <summary>Whether anything reads the person's profile; without it no profile is read.</summary>
    public bool ReadsUser { get; init; }

    /// <summary>Whether anything reads <c>candidate.rank</c>; without it candidates need no order before they are scored.</summary>
    public bool ReadsRank { get; init; }

    internal Action<Evaluation>? Prepared { get; init; }
    internal int NumberSlots { get; init; }
    internal int ObjectSlots { get; init; }

    /// <summary>Computes what does not depend on the candidate. Once per request, before anything else of the program.</summary>
    public void Prepare(Evaluation evaluation)
    {
        if (evaluation.NumberSlots.Length < NumberSlots) evaluation.NumberSlots = new double[NumberSlots];
        if (evaluation.ObjectSlots.Length < ObjectSlots) evaluation.ObjectSlots = new object?[ObjectSlots];
        Prepared?.Invoke(evaluation);
    }
}
