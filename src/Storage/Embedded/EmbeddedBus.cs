using System.Collections.Immutable;
using Reco.Domain.Changes;

namespace Reco.Storage.Embedded;

/// <summary>The change bus of a process that is the only one on its data folder: calls who listens.</summary>
public sealed class EmbeddedBus : IChangeBus
{
    private ImmutableArray<Action<Change>> listeners = [];

    /// <inheritdoc/>
    public ValueTask PublishAsync(Change change)
    {
        foreach (var heard in listeners) heard(change);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<Change> heard)
    {
        // A delegate of its own, so that one that listens twice is told twice and leaves once.
        Action<Change> mine = change => heard(change);
        ImmutableInterlocked.Update(ref listeners, all => all.Add(mine));
        return new Subscription(this, mine);
    }

    private sealed class Subscription(EmbeddedBus bus, Action<Change> mine) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref bus.listeners, all => all.Remove(mine));
    }
}
