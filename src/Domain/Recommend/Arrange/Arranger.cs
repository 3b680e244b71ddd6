using Reco.Domain.Recommend.Filters;
using Reco.Domain.Recommend.Ranking;

namespace Reco.Domain.Recommend.Arrange;

/// <summary>Makes the page out of filtered and scored candidates: pins → kept, diversified → rolled. Fallback and relaxed diversity follow in the flow.</summary>
internal sealed class Arranger
{
    private int[] kept = new int[256];
    private double[] keptScores = new double[256];
    private int[] rolled = new int[256];
    private double[] rolledScores = new double[256];

    [ThreadStatic] private static Arranger? scratch;

    /// <summary>Puts the rule's pins (first page only) that may be shown, then the candidates, on the page.</summary>
    public static void Arrange(Call call) => (scratch ??= new Arranger()).Fill(call);

    private void Fill(Call call)
    {
        var (page, candidates) = (call.Page, call.Candidates);
        Pin(call);
        Reserve(candidates.Count);
        int keptCount = 0, rolledCount = 0;
        var anyMoved = false;
        for (var i = 0; i < candidates.Count; i++)
        {
            var verdict = candidates.Verdicts[i];
            if (!Verdict.Allows(verdict) || candidates.Places[i] != Place.None) continue;
            var places = verdict == 0 ? 0 : call.Bucket.Filters[-verdict - 1].Effect.Rolling;
            if (places == int.MaxValue)
            {
                (rolled[rolledCount], rolledScores[rolledCount++]) = (i, candidates.Scores[i]);
                continue;
            }
            (kept[keptCount], keptScores[keptCount++]) = (i, candidates.Scores[i]);
            anyMoved |= places > 0;
        }
        var order = new CandidateOrder(call.Items.Ids, candidates.All);
        // What diversity holds back, or a move down uncovers, can be any candidate: then all are sorted, else only those that fit.
        var sorted = TopK.Select(kept.AsSpan(0, keptCount), keptScores.AsSpan(0, keptCount), anyMoved || call.Bucket.Program.DiversifyBy is not null ? keptCount : page.Size, order);
        if (anyMoved) MoveDown(call, sorted);
        for (var i = 0; i < sorted && !page.Full; i++) page.Offer(call, kept[i], Place.Kept);
        if (page.Full) return;
        TopK.Select(rolled.AsSpan(0, rolledCount), rolledScores.AsSpan(0, rolledCount), rolledCount, order);
        for (var i = 0; i < rolledCount && !page.Full; i++) page.Offer(call, rolled[i], Place.Rolled);
    }

    private static void Pin(Call call)
    {
        if (call.Bucket.Pins.Count == 0 || call.Request.Cursor is not null) return;
        foreach (var pin in call.Bucket.Pins)
        {
            if (call.Page.Full) return;
            if (pin.At > call.Page.Size || pin.When is { } when && !when.Evaluate(call.Evaluation) || !call.Items.Ids.TryGet(pin.Item, out var item)) continue;
            if (!call.Candidates.TryGet(item, out var index))
            {
                index = call.Candidates.Append(item, 0, -1);
                CandidateFilter.Judge(call, index);
                if (Verdict.Allows(call.Candidates.Verdicts[index])) call.Allowed++;
            }
            if (Verdict.Allows(call.Candidates.Verdicts[index]) && call.Candidates.Places[index] == Place.None) call.Page.Pin(call, index, pin.At);
        }
    }

    /// <summary>Moves each candidate with <c>"rolling": n</c> n places down. Equal targets keep their order, the one that moved behind the one that was there.</summary>
    private void MoveDown(Call call, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var verdict = call.Candidates.Verdicts[kept[i]];
            var places = verdict == 0 ? 0 : call.Bucket.Filters[-verdict - 1].Effect.Rolling;
            // The sort is not stable, so that no two targets may be equal.
            keptScores[i] = places == 0 ? i : i + places + 0.5 + 0.25 * i / count;
        }
        keptScores.AsSpan(0, count).Sort(kept.AsSpan(0, count));
    }

    private void Reserve(int count)
    {
        if (count <= kept.Length) return;
        (kept, keptScores, rolled, rolledScores) = (new int[count * 2], new double[count * 2], new int[count * 2], new double[count * 2]);
    }
}
