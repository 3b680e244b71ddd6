using System.Diagnostics;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;

namespace Reco.Domain.Recommend.Sources;

/// <summary>Does all reads of the flow under a deadline: what fails or is late is noted on the call and left out.</summary>
/// <param name="limits">The deadline.</param>
internal sealed class SourceFetcher(Limits limits)
{
    private readonly TimeSpan deadline = TimeSpan.FromMilliseconds(limits.SourceMilliseconds);

    /// <summary>Starts all sources, then waits for those that are not done. Source i of <paramref name="sources"/> fills <c>Found(first + i)</c>.</summary>
    public ValueTask FetchAsync(Call call, IReadOnlyList<ISource> sources, int first, CancellationToken cancel)
    {
        call.Expect(first + sources.Count);
        List<(int Index, Task Task)>? pending = null;
        for (var i = 0; i < sources.Count; i++)
        {
            try
            {
                var fetching = sources[i].FetchAsync(call.Evaluation, call.Found(first + i), call.Deadline.Token);
                if (fetching.IsCompleted) fetching.GetAwaiter().GetResult();
                else (pending ??= []).Add((i, fetching.AsTask()));
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                Fail(call, first + i, sources[i].Text, failure);
            }
        }
        if (pending is null)
        {
            call.Trace.End("sources");
            return ValueTask.CompletedTask;
        }
        return WaitAsync(call, sources, first, pending, cancel);
    }

    /// <summary>The person's profile; null when it is unknown, failed or late.</summary>
    public async ValueTask<Profile?> ReadProfileAsync(IProfileStore profiles, Call call, string user, CancellationToken cancel)
    {
        try
        {
            var reading = profiles.ReadAsync(call.Rule.Catalog.Definition.Name, user, call.Deadline.Token);
            if (reading.IsCompletedSuccessfully) return reading.Result;
            var task = reading.AsTask();
            await WithinAsync(call, task, cancel).ConfigureAwait(false);
            return await task.ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested && failure is not OutOfMemoryException)
        {
            call.Failures.Add(new SourceFailure("profile", failure));
            return null;
        }
    }

    /// <summary>The JSON of the items shown; what can't be read is left out of the answer.</summary>
    public async ValueTask ReadFragmentsAsync(IFragments fragments, Call call, CancellationToken cancel)
    {
        var count = call.Page.Count;
        if (count == 0) return;
        try
        {
            var reading = fragments.ReadAsync(call.Rule.Catalog, call.Items, call.Bucket.Fields, call.ShownItems.AsMemory(0, count), call.Fragments, call.Deadline.Token);
            if (reading.IsCompletedSuccessfully) reading.GetAwaiter().GetResult();
            else await WithinAsync(call, reading.AsTask(), cancel).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested && failure is not OutOfMemoryException)
        {
            call.Abandoned = true;
            call.Failures.Add(new SourceFailure("items", failure));
        }
    }

    private async ValueTask WaitAsync(Call call, IReadOnlyList<ISource> sources, int first, List<(int Index, Task Task)> pending, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        call.Deadline.CancelAfter(deadline);
        foreach (var (index, task) in pending)
        {
            try
            {
                // A source that ignores its deadline is left behind just the same.
                var left = deadline - Stopwatch.GetElapsedTime(started);
                await task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancel).ConfigureAwait(false);
            }
            catch (Exception failure) when (!cancel.IsCancellationRequested && failure is not OutOfMemoryException)
            {
                call.Abandoned |= !task.IsCompleted;
                var late = failure is OperationCanceledException or TimeoutException;
                Fail(call, first + index, sources[index].Text, late ? new TimeoutException($"not done in {limits.SourceMilliseconds} ms", failure) : failure);
            }
        }
        call.ClearDeadline(late: call.Abandoned);
        call.Trace.End("sources", waited: true);
    }

    /// <summary>Waits for one read, no longer than the deadline.</summary>
    private async ValueTask WithinAsync(Call call, Task reading, CancellationToken cancel)
    {
        call.Deadline.CancelAfter(deadline);
        try
        {
            await reading.WaitAsync(deadline, cancel).ConfigureAwait(false);
        }
        finally
        {
            call.ClearDeadline(late: !reading.IsCompleted);
        }
    }

    private static void Fail(Call call, int source, string text, Exception failure)
    {
        call.Failures.Add(new SourceFailure(text, failure));
        call.Lose(source);
    }
}
