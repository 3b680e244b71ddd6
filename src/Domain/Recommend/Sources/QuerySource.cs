using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Recommend.Ranking;

namespace Reco.Domain.Recommend.Sources;

/// <summary>
/// <c>query</c>: items that satisfy a condition, found by the store with an index; scores 1 − i/take. An answer that is the same for everybody is kept
/// for 5 s, and one read at a time renews it while the old one still serves. A call that names its moment (a preview) reads for itself.
/// </summary>
/// <param name="store">Where the query runs.</param>
/// <param name="catalog">The catalog it runs over.</param>
/// <param name="query">Condition and order.</param>
/// <param name="text">The condition as the rule says it.</param>
/// <param name="take">Candidates wanted.</param>
/// <param name="weight">What scores are multiplied by.</param>
public sealed class QuerySource(IItemStore store, string catalog, CompiledQuery query, string text, int take, double weight) : ISource
{
    /// <summary>How long an answer that is the same for everybody is kept, in milliseconds.</summary>
    private const long KeptMs = 5_000;

    /// <summary>A shared read that takes longer is given up, so that the next caller can try again.</summary>
    private static readonly TimeSpan RenewalTime = TimeSpan.FromSeconds(10);

    /// <summary>Ids asked of the store where the process has to check or sort them: what lies beyond is not found.</summary>
    private const int Superset = 10_000;

    private sealed record Kept(int[] Items, long AtMs);

    private volatile Kept? kept;
    private Task<int[]>? renewal;

    /// <inheritdoc/>
    public string Kind => "query";
    /// <inheritdoc/>
    public string Text { get; } = $"query {text}";
    /// <inheritdoc/>
    public int Take => take;
    /// <inheritdoc/>
    public double Weight => weight;

    /// <inheritdoc/>
    public ValueTask FetchAsync(Evaluation evaluation, FoundItems found, CancellationToken cancel)
    {
        if (Shared(evaluation) && kept is { } answer && Math.Abs(evaluation.NowMs - answer.AtMs) < KeptMs)
        {
            Add(answer.Items, found);
            return ValueTask.CompletedTask;
        }
        return Ask(evaluation, found, cancel);
    }

    private bool Shared(Evaluation evaluation) => query.UserIndependent && evaluation.Request.NowMs is null;

    private async ValueTask Ask(Evaluation evaluation, FoundItems found, CancellationToken cancel)
    {
        if (!Shared(evaluation))
        {
            Add(await Run(evaluation, cancel).ConfigureAwait(false), found);
            return;
        }
        // The read is shared by everybody who waits, so no single caller's deadline may end it.
        var running = Volatile.Read(ref renewal);
        if (running is null)
        {
            var mine = new TaskCompletionSource<int[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            running = Interlocked.CompareExchange(ref renewal, mine.Task, null);
            if (running is null)
            {
                running = mine.Task;
                try
                {
                    using var limit = new CancellationTokenSource(RenewalTime);
                    var items = await Run(evaluation, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
                    kept = new Kept(items, evaluation.NowMs);
                    mine.SetResult(items);
                }
                catch (Exception failure)
                {
                    mine.SetException(failure);
                }
                finally
                {
                    Volatile.Write(ref renewal, null);
                }
            }
        }
        Add(kept is { } stale && !running.IsCompleted ? stale.Items : await running.WaitAsync(cancel).ConfigureAwait(false), found);
    }

    private async Task<int[]> Run(Evaluation evaluation, CancellationToken cancel)
    {
        var wanted = query.ToStore(evaluation);
        // Off the request's thread: an in-process store answers synchronously, and a slow query must not hold up the other sources.
        var ids = await Task.Run(async () => await store.QueryAsync(catalog, wanted, query.Exact ? take : Superset, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);
        var numbers = new List<int>(ids.Count);
        foreach (var id in ids)
        {
            if (evaluation.Items.Ids.TryGet(id, out var number) && evaluation.Items.Has(number)) numbers.Add(number);
        }
        return query.Exact ? [.. numbers] : Checked(evaluation, numbers);
    }

    /// <summary>The part of the query that the store could not do: the whole condition again, then the order, then the cut.</summary>
    private int[] Checked(Evaluation evaluation, List<int> numbers)
    {
        var matching = numbers.Where(n => query.Matches(evaluation, new Candidate { Item = n }) == 0).ToList();
        if (query.SortKey is { } key) matching = SortByKey.Ascending(matching, n => key(evaluation, new Candidate { Item = n }), evaluation.Items.Ids);
        return [.. matching.Take(take)];
    }

    private void Add(int[] items, FoundItems found)
    {
        for (var i = 0; i < Math.Min(take, items.Length); i++) found.Add(items[i], 1 - (double)i / take);
    }
}
