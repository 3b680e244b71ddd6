using Reco.Domain.Recommend;

namespace Reco.Domain.Rules.DryRuns;

/// <summary>
/// Lets a draft and the serving revision answer the same requests at the same moment, one call after the other and each admitted like any other, so that it takes no
/// more of the server than one caller. Which of the two goes first alternates: the second finds what it reads in the caches.
/// </summary>
/// <param name="recommender">The flow.</param>
/// <param name="limits">How long it may go on: <see cref="Limits.DryRunSeconds"/>.</param>
/// <param name="clock">The moment of requests that name none, and the time that all takes.</param>
public sealed class DryRunner(Recommender recommender, Limits limits, TimeProvider clock)
{
    /// <summary>How long to wait when the server has no room for a call.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Answers the requests in order, as many as the time allows.</summary>
    /// <param name="draft">A rule that may answer calls but does not serve.</param>
    /// <param name="serving">The revision that serves; null for the draft alone.</param>
    /// <param name="requests">What is asked.</param>
    /// <param name="enter">Takes room for one call; false when there is none.</param>
    /// <param name="leave">Gives it back.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<IReadOnlyList<DryRunPair>> RunAsync(
        CompiledRule draft, CompiledRule? serving, IReadOnlyList<RecommendRequest> requests, Func<bool> enter, Action leave, CancellationToken cancel)
    {
        var (pairs, started, now) = (new List<DryRunPair>(requests.Count), clock.GetTimestamp(), clock.GetUtcNow().ToUnixTimeMilliseconds());
        while (pairs.Count < requests.Count && clock.GetElapsedTime(started).TotalSeconds < limits.DryRunSeconds)
        {
            if (!enter())
            {
                await Task.Delay(Pause, clock, cancel).ConfigureAwait(false);
                continue;
            }
            try
            {
                if (pairs.Count == 0) await WarmAsync([draft, serving], requests[0], cancel).ConfigureAwait(false);
                var request = requests[pairs.Count];
                pairs.Add(await AnswerAsync(draft, serving, request with { Explain = true, NowMs = request.NowMs ?? now }, draftFirst: pairs.Count % 2 == 0, cancel).ConfigureAwait(false));
            }
            finally
            {
                leave();
            }
            // Where nothing has to be waited for, real calls come in between all the same.
            await Task.Yield();
        }
        return pairs;
    }

    /// <summary>Lets each bucket answer once, so that no time has the making of its code in it: that of a rule which serves is made already.</summary>
    private async Task WarmAsync(CompiledRule?[] rules, RecommendRequest request, CancellationToken cancel)
    {
        foreach (var rule in rules.OfType<CompiledRule>())
        {
            foreach (var bucket in rule.Buckets) await AnswerAsync(rule, request with { Bucket = bucket.Name }, cancel).ConfigureAwait(false);
        }
    }

    private async Task<DryRunPair> AnswerAsync(CompiledRule draft, CompiledRule? serving, RecommendRequest request, bool draftFirst, CancellationToken cancel)
    {
        var first = draftFirst ? await AnswerAsync(draft, request, cancel).ConfigureAwait(false) : null;
        var before = serving is null ? null : await AnswerAsync(serving, request, cancel).ConfigureAwait(false);
        return new(first ?? await AnswerAsync(draft, request, cancel).ConfigureAwait(false), before);
    }

    private async Task<DryRunPage> AnswerAsync(CompiledRule rule, RecommendRequest request, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        using var answer = await recommender.RecommendAsync(rule, request, cancel).ConfigureAwait(false);
        return DryRunPage.Of(answer, clock.GetElapsedTime(started).TotalMilliseconds);
    }
}
