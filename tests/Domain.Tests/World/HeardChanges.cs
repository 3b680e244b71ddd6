using Reco.Domain.Changes;

namespace Reco.Domain.Tests.World;

/// <summary>A bus that remembers what was told.</summary>
internal sealed class HeardChanges : IChangeBus
{
    public List<Change> All { get; } = [];

    public ValueTask PublishAsync(Change change)
    {
        lock (All) All.Add(change);
        return ValueTask.CompletedTask;
    }

    public IDisposable Subscribe(Action<Change> heard) => throw new NotSupportedException();
}
