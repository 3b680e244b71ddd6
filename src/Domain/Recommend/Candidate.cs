namespace Reco.Domain.Recommend;

/// <summary>An item on its way to the answer. Lives in pooled arrays; copied, never boxed.</summary>
public struct Candidate
{
    /// <summary>Item number in the catalog.</summary>
    public int Item;
    /// <summary>Bit i is set when source i of the rule found it (candidates first, then fallback).</summary>
    public uint Sources;
    /// <summary>Place among the candidates by source score, from 0: <c>candidate.rank</c>.</summary>
    public int Rank;
    /// <summary>Sum of the sources' scores times their weights: <c>candidate.score</c>.</summary>
    public double Score;
}
