using Reco.Domain.Catalogs;

namespace Reco.Domain.Recommend.Ranking;

/// <summary>The one order of Reco: score descending, NaN (null) last, ties by id (ascending by UTF-8 bytes).</summary>
/// <param name="ids">Ids, looked at only when scores tie.</param>
/// <param name="candidates">What the ordered entries index; null when they are item numbers themselves.</param>
internal readonly struct CandidateOrder(ItemNumbers ids, Candidate[]? candidates = null)
{
    /// <summary>Whether the first entry comes before the second.</summary>
    public bool Before(double score, int entry, double otherScore, int other)
    {
        if (score > otherScore) return true;
        if (score < otherScore) return false;
        var (missing, otherMissing) = (double.IsNaN(score), double.IsNaN(otherScore));
        if (missing != otherMissing) return otherMissing;
        return entry != other && Utf8Order.Compare(IdOf(entry), IdOf(other)) < 0;
    }

    private string IdOf(int entry) => ids.Id(candidates is null ? entry : candidates[entry].Item);
}
