namespace Reco.Domain.Recommend.Ranking;

/// <summary>Gives every candidate that may be shown its final score: <c>rank.score</c>, or what its sources say.</summary>
internal static class Ranker
{
    public static void Score(Call call)
    {
        var (candidates, score, allowed) = (call.Candidates, call.Bucket.Program.Score, 0);
        for (var i = 0; i < candidates.Count; i++)
        {
            candidates.Places[i] = Place.None;
            if (!Verdict.Allows(candidates.Verdicts[i]))
            {
                candidates.Scores[i] = double.NaN;
                continue;
            }
            allowed++;
            candidates.Scores[i] = score is null ? candidates.All[i].Score : score(call.Evaluation, in candidates.All[i]);
        }
        call.Allowed = allowed;
    }
}
