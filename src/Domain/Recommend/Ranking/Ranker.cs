namespace Reco.Domain.Recommend.Ranking;

/// <summary>Gives every candidate that may be shown its final score: <c>rank.score</c>, or what its sources say.</summary>
internal static class Ranker
{
    public static void Score(Call call)
    {
        var (count, score, evaluation, allowed) = (call.Candidates.Count, call.Bucket.Program.Score, call.Evaluation, 0);
        var candidates = call.Candidates.All.AsSpan(0, count);
        var verdicts = call.Candidates.Verdicts.AsSpan(0, count);
        var scores = call.Candidates.Scores.AsSpan(0, count);
        call.Candidates.Places.AsSpan(0, count).Clear();
        for (var i = 0; i < candidates.Length; i++)
        {
            if (!Verdict.Allows(verdicts[i]))
            {
                scores[i] = double.NaN;
                continue;
            }
            allowed++;
            // A sum of huge source scores may overflow; what is not finite is null here as everywhere.
            var value = score is null ? candidates[i].Score : score(evaluation, in candidates[i]);
            scores[i] = double.IsFinite(value) ? value : double.NaN;
        }
        call.Allowed = allowed;
    }
}
