using Reco.Domain.Recommend;

namespace Reco.Domain.Expressions;

/// <summary>What the filters of a rule say of one candidate: 0 keep; n &gt; 0 dropped by filter n − 1; n &lt; 0 rolled by filter −n − 1. The first filter that drops decides; of rolling ones the strongest.</summary>
public delegate int FilterCandidate(Evaluation evaluation, in Candidate candidate);

/// <summary>The score of one candidate; NaN is null and sorts last.</summary>
public delegate double ScoreCandidate(Evaluation evaluation, in Candidate candidate);

/// <summary>A value of one candidate, for grouping.</summary>
public delegate Value ValueOfCandidate(Evaluation evaluation, in Candidate candidate);

/// <summary>An expression that does not depend on a candidate, evaluated once when it is wanted. Usable after its program was prepared.</summary>
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

/// <summary>
/// All expressions of one bucket of a rule, compiled together so that <c>let</c> values and request-level parts are shared. Safe for many threads.
/// Their code is generated when it is first needed, or ahead of that by <see cref="Generate"/>: generating costs a hundred times what checking costs, and most rules
/// of a large set are hardly ever called.
/// </summary>
public sealed class ExpressionProgram
{
    private readonly Lock generating = new();
    private Func<ProgramCode>? generator;
    private volatile ProgramCode? code;

    internal ExpressionProgram(Func<ProgramCode> generator) => this.generator = generator;

    /// <summary>All filters fused into one delegate; null when the rule has none.</summary>
    public FilterCandidate? Filter => Code.Filter;
    /// <summary><c>rank.score</c>; null when the rule has none.</summary>
    public ScoreCandidate? Score => Code.Score;
    /// <summary><c>diversify.by</c>; null when the rule has none.</summary>
    public ValueOfCandidate? DiversifyBy => Code.DiversifyBy;
    /// <summary>Whether anything reads the person's profile; without it no profile is read.</summary>
    public required bool ReadsUser { get; init; }

    /// <summary>Whether anything reads <c>candidate.rank</c>; without it candidates need no order before they are scored.</summary>
    public required bool ReadsRank { get; init; }

    /// <summary>Whether the code is there.</summary>
    public bool Generated => code is not null;

    private ProgramCode Code => code ?? Generate();

    /// <summary>Computes what does not depend on the candidate. Once per request, before anything else of the program or one of its <see cref="RequestExpression{T}"/>.</summary>
    public void Prepare(Evaluation evaluation)
    {
        var code = Code;
        if (evaluation.NumberSlots.Length < code.NumberSlots) evaluation.NumberSlots = new double[code.NumberSlots];
        if (evaluation.ObjectSlots.Length < code.ObjectSlots) evaluation.ObjectSlots = new object?[code.ObjectSlots];
        code.Prepare?.Invoke(evaluation);
    }

    /// <summary>Generates the code unless it is there; one thread does, others wait for it.</summary>
    internal ProgramCode Generate()
    {
        lock (generating)
        {
            if (code is null)
            {
                code = generator!();
                // What the code was made from is of no use any more.
                generator = null;
            }
            return code;
        }
    }
}

/// <summary>What the expressions of a bucket become.</summary>
/// <param name="Filter">As <see cref="ExpressionProgram.Filter"/>.</param>
/// <param name="Score">As <see cref="ExpressionProgram.Score"/>.</param>
/// <param name="DiversifyBy">As <see cref="ExpressionProgram.DiversifyBy"/>.</param>
/// <param name="Prepare">Computes the slots; null when there are none.</param>
/// <param name="NumberSlots">How many numbers it computes.</param>
/// <param name="ObjectSlots">How many other values it computes.</param>
internal sealed record ProgramCode(FilterCandidate? Filter, ScoreCandidate? Score, ValueOfCandidate? DiversifyBy, Action<Evaluation>? Prepare, int NumberSlots, int ObjectSlots);
