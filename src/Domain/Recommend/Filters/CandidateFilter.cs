namespace Reco.Domain.Recommend.Filters;

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

    /// <summary>Judges all candidates. What is the same for all is read once: this is the innermost loop of the server.</summary>
    public static void JudgeAll(Call call)
    {
        var count = call.Candidates.Count;
        if (call.ShownBefore.Count > 0 || call.Taken is { Count: > 0 })
        {
            for (var i = 0; i < count; i++) Judge(call, i);
            return;
        }
        var (items, filter, evaluation) = (call.Items, call.Bucket.Program.Filter, call.Evaluation);
        var candidates = call.Candidates.All.AsSpan(0, count);
        var verdicts = call.Candidates.Verdicts.AsSpan(0, count);
        for (var i = 0; i < candidates.Length; i++)
        {
            ref readonly var candidate = ref candidates[i];
            verdicts[i] = !items.Has(candidate.Item) ? Verdict.NoItem : filter is null ? 0 : filter(evaluation, in candidate);
        }
    }
}
