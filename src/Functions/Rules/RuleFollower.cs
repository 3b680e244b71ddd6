using System.Security.Cryptography;
using Reco.Domain.Changes;
using Reco.Domain.Rules;
using Reco.Functions.Hosting;

namespace Reco.Functions.Rules;

/// <summary>
/// Keeps the rules of this instance equal to the store's: reads again when the bus tells of a change, until it sees it; and every <see cref="Poll"/> in any case,
/// which heals lost messages. What it can't do now it does at the next look.
/// </summary>
/// <param name="bus">Tells of changes.</param>
/// <param name="publisher">Takes them.</param>
/// <param name="readiness">Rules are followed when they are loaded.</param>
/// <param name="clock">Paces the look.</param>
/// <param name="log">Says what failed.</param>
internal sealed class RuleFollower(IChangeBus bus, RulePublisher publisher, Readiness readiness, TimeProvider clock, ILogger<RuleFollower> log) : BackgroundService
{
    /// <summary>How long a lost message costs at most, give or take a quarter.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(30);

    /// <summary>A store that lags behind the bus is read so often for one message, with pauses that double from <see cref="FirstPause"/>: for some 3 s.</summary>
    private const int Reads = 8;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);

    private readonly SemaphoreSlim told = new(0, 1);
    private long wanted;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = bus.Subscribe(Hear);
        try
        {
            while (!readiness.IsReady) await Task.Delay(50, stoppingToken);
            while (true)
            {
                await FollowAsync(stoppingToken);
                await WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        told.Dispose();
        base.Dispose();
    }

    /// <summary>Takes note of a message; one that waits stands for all.</summary>
    private void Hear(Change change)
    {
        if (change.Kind == ChangeKind.Rule)
        {
            InterlockedMax(ref wanted, change.Version);
            if (publisher.Seen >= change.Version) return;
        }
        lock (told)
        {
            if (told.CurrentCount == 0) told.Release();
        }
    }

    private static void InterlockedMax(ref long place, long value)
    {
        for (var known = Volatile.Read(ref place); known < value;)
        {
            var found = Interlocked.CompareExchange(ref place, value, known);
            if (found == known) return;
            known = found;
        }
    }

    /// <summary>Until a message comes, or it is time to look in any case. Instances that started together do not look together.</summary>
    private async Task WaitAsync(CancellationToken stopping)
    {
        using var due = new CancellationTokenSource(Jittered(Poll), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, stopping);
        try
        {
            await told.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // Time to look.
        }
    }

    private async Task FollowAsync(CancellationToken stopping)
    {
        try
        {
            var pause = FirstPause;
            for (var read = 1; ; read++, pause *= 2)
            {
                await publisher.CatchUpAsync(stopping);
                if (publisher.Seen >= Volatile.Read(ref wanted)) return;
                if (read == Reads) break;
                await Task.Delay(Jittered(pause), clock, stopping);
            }
            log.LogWarning("The store does not show revision {Revision} of the rules yet; the next look is in {Seconds} s", wanted, Poll.TotalSeconds);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            log.LogError(fault, "Changes of rules could not be read; the next look is in {Seconds} s", Poll.TotalSeconds);
        }
    }

    private static TimeSpan Jittered(TimeSpan time) => time * RandomNumberGenerator.GetInt32(75, 126) / 100;
}
