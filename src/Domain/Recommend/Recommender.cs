using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend.Arrange;
using Reco.Domain.Recommend.Filters;
using Reco.Domain.Recommend.Ranking;
using Reco.Domain.Recommend.Sources;
using Reco.Domain.Rules;

namespace Reco.Domain.Recommend;

/// <summary>
/// The whole flow from a rule and a request to a finished page:
/// revision (canary) ─▶ bucket ─▶ profile ─▶ sources (together) ─▶ filter ─▶ rank ─▶ arrange ─▶ fallback ─▶ shape.
/// A failed or late source costs its candidates and marks the answer degraded; it never costs the request.
/// </summary>
/// <param name="profiles">People.</param>
/// <param name="fragments">Ready-made JSON of items.</param>
/// <param name="popularity">Counts of a catalog.</param>
/// <param name="cursors">Signs and opens cursors.</param>
/// <param name="limits">Bounds.</param>
/// <param name="clock">The time of requests that name none.</param>
public sealed class Recommender(IProfileStore profiles, IFragments fragments, Func<string, IPopularity> popularity, CursorSigner cursors, Limits limits, TimeProvider clock)
{
    private readonly SourceFetcher fetcher = new(limits);

    /// <summary>Answers one call. What the rule demands and the request lacks is a fault of the answer; whatever breaks is a <see cref="RecommendFailedException"/>.</summary>
    public async ValueTask<Answer> RecommendAsync(CompiledRule rule, RecommendRequest request, CancellationToken cancel)
    {
        var call = Call.Rent(BucketChoice.Revision(rule, request), request);
        try
        {
            if (Begin(call, limits.Candidates) is { } faults) return new Answer(call, faults);
            await FindAsync(call, cancel).ConfigureAwait(false);
            await ChooseAsync(call, cancel).ConfigureAwait(false);
            await ShapeAsync(call, cancel).ConfigureAwait(false);
            return new Answer(call, null);
        }
        catch (Exception cause)
        {
            call.Abandoned = true;
            if (cancel.IsCancellationRequested) throw;
            throw new RecommendFailedException(rule, call.Bucket?.Name, cause);
        }
    }

    /// <summary>Answers a batch: all find together, then choose in order; with <paramref name="distinct"/> an earlier call wins an item and later ones backfill. One answer per call, in order. A call that breaks breaks the batch.</summary>
    public async ValueTask<IReadOnlyList<Answer>> RecommendAsync(IReadOnlyList<(CompiledRule Rule, RecommendRequest Request)> calls, bool distinct, CancellationToken cancel)
    {
        var answers = new Answer[calls.Count];
        var most = Math.Min(limits.Candidates, limits.BatchCandidates / Math.Max(1, calls.Count));
        var finding = new Task[calls.Count];
        for (var i = 0; i < calls.Count; i++)
        {
            var call = Call.Rent(BucketChoice.Revision(calls[i].Rule, calls[i].Request), calls[i].Request);
            answers[i] = new Answer(call, Begin(call, most));
            finding[i] = answers[i].Faults.Count > 0 ? Task.CompletedTask : NamedAsync(call, FindAsync(call, cancel), cancel);
        }
        try
        {
            await Task.WhenAll(finding).ConfigureAwait(false);
            var taken = distinct ? new Dictionary<string, HashSet<int>>(StringComparer.Ordinal) : null;
            foreach (var answer in answers)
            {
                if (answer.Faults.Count > 0) continue;
                var call = answer.Call;
                if (taken is not null) call.Taken = taken.TryGetValue(call.Rule.Catalog.Definition.Name, out var known) ? known : taken[call.Rule.Catalog.Definition.Name] = [];
                await NamedAsync(call, ChooseAsync(call, cancel), cancel).ConfigureAwait(false);
                call.Taken?.UnionWith(call.ShownItems.AsSpan(0, call.Page.Count).ToArray());
            }
            await Task.WhenAll(answers.Where(a => a.Faults.Count == 0).Select(a => NamedAsync(a.Call, ShapeAsync(a.Call, cancel), cancel))).ConfigureAwait(false);
            return answers;
        }
        catch
        {
            foreach (var answer in answers) answer.Call.Abandoned = true;
            throw;
        }
    }

    /// <summary>What a stage throws says on behalf of which call of a batch.</summary>
    private static async Task NamedAsync(Call call, ValueTask stage, CancellationToken cancel)
    {
        try
        {
            await stage.ConfigureAwait(false);
        }
        catch (Exception cause) when (!cancel.IsCancellationRequested)
        {
            throw new RecommendFailedException(call.Rule, call.Bucket.Name, cause);
        }
    }

    /// <summary>Rule and request → bucket, page size, cursor; or what the caller has to mend.</summary>
    private List<Fault>? Begin(Call call, int mostCandidates)
    {
        var (rule, request) = (call.Rule, call.Request);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var faults = RuleNeeds.Missing(rule, request);
        call.Bucket = BucketChoice.Of(rule, request);
        if (request.Cursor is { } token)
        {
            var opened = cursors.Open(token, rule.Key, request.User, now, limits.CursorItems);
            if (opened.Ok)
            {
                call.ShownBefore.UnionWith(opened.Value.Shown);
                call.Bucket = rule.Buckets.FirstOrDefault(b => CursorSigner.BucketHash(b.Name) == opened.Value.Bucket) ?? call.Bucket;
            }
            else
            {
                (faults ??= []).AddRange(opened.Faults);
            }
        }
        if (request.Bucket is { } wanted)
        {
            var forced = rule.Buckets.FirstOrDefault(b => b.Name == wanted);
            if (forced is null) (faults ??= []).Add(new Fault("bucket", $"the rule has no bucket \"{wanted}\"", NearestName.Suggest(wanted, rule.Buckets.Where(b => b.Name is not null).Select(b => b.Name!))));
            else call.Bucket = forced;
        }
        if (faults is not null) return faults;

        var items = rule.Catalog.Current;
        var evaluation = call.Evaluation;
        evaluation.Items = items;
        evaluation.Request = request;
        evaluation.Zone = rule.Zone;
        evaluation.NowMs = request.NowMs ?? now;
        evaluation.Limit = call.Page.Size = request.Limit ?? call.Bucket.Limit;
        evaluation.Popularity = popularity(rule.Catalog.Definition.Name);
        evaluation.Seed = request.Items.Count > 0 && items.Ids.TryGet(request.Items[0], out var seed) && items.Has(seed) ? seed : -1;
        call.MostCandidates = mostCandidates;
        call.Trace.On = request.Explain;
        return null;
    }

    /// <summary>The person, then all sources together: every candidate once, its weighted scores added up. The holdout has none.</summary>
    private async ValueTask FindAsync(Call call, CancellationToken cancel)
    {
        call.Trace.Start();
        if (call.Bucket.ReadsUser && call.Request.User is { } user)
        {
            var reading = fetcher.ReadProfileAsync(profiles, call, user, cancel);
            var waited = !reading.IsCompleted;
            call.Evaluation.User = await reading.ConfigureAwait(false) ?? Profile.Empty;
            call.Trace.End("profile", waited);
        }
        call.Bucket.Program.Prepare(call.Evaluation);
        await fetcher.FetchAsync(call, call.Bucket.Candidates, 0, cancel).ConfigureAwait(false);
        SourceMerger.Merge(call);
        call.Trace.End("merge");
    }

    /// <summary>Candidates → the items of the page, in order.</summary>
    private async ValueTask ChooseAsync(Call call, CancellationToken cancel)
    {
        call.Trace.Start();
        CandidateFilter.JudgeAll(call);
        call.Trace.End("filter");
        Ranker.Score(call);
        call.Trace.End("rank");
        Arranger.Arrange(call);
        call.Trace.End("arrange");
        await FallBackAsync(call, cancel).ConfigureAwait(false);
        call.Page.Relax(call);

        var count = call.Page.Count;
        if (call.ShownItems.Length < count) (call.ShownItems, call.Fragments) = (new int[count], new byte[]?[count]);
        call.Page.WriteTo(call.ShownItems);
        for (var i = 0; i < count; i++) call.ShownItems[i] = call.Candidates.All[call.ShownItems[i]].Item;
        call.NextCursor = NextCursor(call, count);
    }

    /// <summary>While the page is not full, or nothing is known to be left for a next page: the fallback sources, one after the other, then their rolled items.</summary>
    private async ValueTask FallBackAsync(Call call, CancellationToken cancel)
    {
        var sources = call.Bucket.Fallback;
        for (var i = 0; i < sources.Count && (!call.Page.Full || call.Allowed <= call.Page.Count); i++)
        {
            var index = call.Bucket.Candidates.Count + i;
            await fetcher.FetchAsync(call, [sources[i]], index, cancel).ConfigureAwait(false);
            SourceMerger.AppendFallback(call, index, sources[i].Weight);
            call.Trace.End("fallback");
        }
        foreach (var candidate in call.Page.RolledFallback) call.Page.Offer(call, candidate, Place.Rolled);
    }

    /// <summary>A token for the page after this one, or null when this is the last.</summary>
    private string? NextCursor(Call call, int count)
    {
        if (call.Allowed <= count || count == 0 || call.ShownBefore.Count + count > limits.CursorItems) return null;
        Span<ulong> shown = stackalloc ulong[call.ShownBefore.Count + count];
        var at = 0;
        foreach (var before in call.ShownBefore) shown[at++] = before;
        for (var i = 0; i < count; i++) shown[at++] = CursorSigner.Cut(call.Items.Ids.Hash(call.ShownItems[i]));
        return cursors.Make(call.Rule.Key, call.Request.User, call.Bucket.Name, shown, clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>Items → their ready-made JSON.</summary>
    private async ValueTask ShapeAsync(Call call, CancellationToken cancel)
    {
        call.Trace.Start();
        var reading = fetcher.ReadFragmentsAsync(fragments, call, cancel);
        var waited = !reading.IsCompleted;
        await reading.ConfigureAwait(false);
        call.Trace.End("shape", waited);
    }
}
