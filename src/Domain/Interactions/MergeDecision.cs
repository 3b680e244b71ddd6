namespace Reco.Domain.Interactions;

/// <summary>What becomes of a wish to merge one name into another.</summary>
public enum MergeDecision
{
    /// <summary>They become one.</summary>
    Merge,
    /// <summary>They are one already: nothing changes.</summary>
    AlreadyOne,
    /// <summary>A name can't be merged into itself.</summary>
    Itself,
    /// <summary>The account was merged into the name before: the other way round.</summary>
    Cycle,
    /// <summary>The name belongs to another account, whose history can't be taken apart again.</summary>
    OfAnother,
    /// <summary>The account would have more than <see cref="Limits.MergedNames"/> names.</summary>
    TooManyNames,
}

/// <summary>Decides about merges. Pure: what names stand for is told by the store, which keeps every chain one step long.</summary>
public static class MergeDecisions
{
    /// <summary>Decides.</summary>
    /// <param name="into">The name that shall stay.</param>
    /// <param name="intoAccount">What it stands for: itself, or the account that it was merged into.</param>
    /// <param name="from">The name that shall be merged.</param>
    /// <param name="fromAccount">What it stands for.</param>
    /// <param name="names">Names that both have by now, beside their own.</param>
    /// <param name="limits">How many names an account has.</param>
    public static MergeDecision Decide(string into, string intoAccount, string from, string fromAccount, int names, Limits limits) =>
        into == from ? MergeDecision.Itself
        : from == intoAccount ? MergeDecision.Cycle
        : fromAccount == intoAccount ? MergeDecision.AlreadyOne
        : fromAccount != from ? MergeDecision.OfAnother
        : names + 1 > limits.MergedNames ? MergeDecision.TooManyNames
        : MergeDecision.Merge;
}
