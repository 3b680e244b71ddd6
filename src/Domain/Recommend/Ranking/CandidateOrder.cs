using Reco.Domain.Catalogs;

namespace Reco.Domain.Recommend.Ranking;

/// <summary>The one order of Reco: score descending, NaN (null) last, ties by id (ascending by UTF-8 bytes).</summary>
/// <param name="ids">Ids, looked at only when scores tie.</param>
internal readonly struct CandidateOrder(ItemNumbers ids)
{
    /// <summary>Whether the first comes before the second.</summary>
    public bool Before(double score, int item, double otherScore, int other)
    {
        if (score > otherScore) return true;
        if (score < otherScore) return false;
        var (missing, otherMissing) = (double.IsNaN(score), double.IsNaN(otherScore));
        if (missing != otherMissing) return otherMissing;
        return item != other && Utf8Order.Compare(ids.Id(item), ids.Id(other)) < 0;
    }
}
