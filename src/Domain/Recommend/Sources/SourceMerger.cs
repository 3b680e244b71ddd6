using Reco.Domain.Recommend.Filters;
namespace Reco.Domain.Recommend.Sources;

/// <summary>Brings what the sources found together into candidates: each item once, its weighted scores added up.</summary>
internal static class SourceMerger
{
    /// <summary>Merges all sources of <c>candidates</c>.</summary>
    public static void Merge(Call call)
    {
        var sources = call.Bucket.Candidates;
        int only = -1, filled = 0;
        for (var i = 0; i < sources.Count; i++)
        {
            if (call.Found(i).Count == 0) continue;
            (only, filled) = (i, filled + 1);
        }
        if (filled == 0) return;
        if (filled == 1 && sources[only].Weight > 0)
        {
            call.Candidates.AddOnly(call.Found(only), sources[only].Weight, only, call.MostCandidates);
            return;
        }
        for (var i = 0; i < sources.Count; i++) call.Candidates.Merge(call.Found(i), sources[i].Weight, i, call.MostCandidates);
        if (call.Bucket.Program.ReadsRank) call.Candidates.GiveRanks(call.Items.Ids);
    }

    /// <summary>Adds what a fallback source found behind everything else, in the source's order; the filters apply.</summary>
    public static void AppendFallback(Call call, int source, double weight)
    {
        var found = call.Found(source);
        for (var i = 0; i < found.Count && (!call.Page.Full || call.Allowed <= call.Page.Count); i++)
        {
            if (call.Candidates.TryGet(found.Items[i], out _)) continue;
            var index = call.Candidates.Append(found.Items[i], found.Scores[i] * weight, source);
            CandidateFilter.Judge(call, index);
            var verdict = call.Candidates.Verdicts[index];
            if (!Verdict.Allows(verdict)) continue;
            call.Allowed++;
            if (verdict < 0) call.Page.RolledFallback.Add(index);
            else call.Page.Offer(call, index, Place.Fallback);
        }
    }
}
