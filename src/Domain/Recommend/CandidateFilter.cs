namespace Reco.Domain.Recommend;

/// <summary>Decides which candidates may be shown: those with item data, not shown before, that the rule's filters keep or roll. Never orders.</summary>
internal static class CandidateFilter
{
    /// <summary>Judges one candidate and keeps the verdict.</summary>
    public static void Judge(Call call, int index)
    {
        ref readonly var candidate = ref call.Candidates.All[index];
        call.Candidates.Verdicts[index] =
            !call.Items.Has(candidate.Item) ? Verdict.NoItem
            : call.ShownBefore.Count > 0 && call.ShownBefore.Contains(CursorSigner.Cut(call.Items.Ids.Hash(candidate.Item))) ? Verdict.ShownBefore
            : call.Taken is { } taken && taken.Contains(candidate.Item) ? Verdict.ShownBefore
            : call.Bucket.Program.Filter is { } filter ? filter(call.Evaluation, in candidate) : 0;
    }

    /// <summary>Judges all candidates.</summary>
    public static void JudgeAll(Call call)
    {
        var count = call.Candidates.Count;
        for (var i = 0; i < count; i++) Judge(call, i);
    }
}
