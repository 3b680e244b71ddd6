using System.Collections.Concurrent;
using Reco.Domain.Changes;

namespace Reco.Contracts;

/// <summary>What every change bus promises, between instances that each have one.</summary>
public abstract class ChangeBusContract : IAsyncLifetime
{
    /// <summary>Two instances.</summary>
    protected (IChangeBus One, IChangeBus Two) Buses { get; private set; }

    /// <summary>Connects two instances.</summary>
    protected abstract Task<(IChangeBus One, IChangeBus Two)> OpenAsync();

    public abstract Task DisposeAsync();

    public async Task InitializeAsync() => Buses = await OpenAsync();

    [Fact]
    public async Task Every_listener_of_every_instance_hears_a_change()
    {
        var heard = new ConcurrentBag<string>();
        using var here = Buses.One.Subscribe(c => heard.Add($"here {c}"));
        using var also = Buses.One.Subscribe(c => heard.Add($"also {c}"));
        using var there = Buses.Two.Subscribe(c => heard.Add($"there {c}"));
        var change = new Change(ChangeKind.Rule, "grocery/사과", 41);
        await Buses.One.PublishAsync(change);
        for (var i = 0; i < 500 && heard.Count < 3; i++) await Task.Delay(10);
        Assert.Equal([$"also {change}", $"here {change}", $"there {change}"], heard.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_has_left_hears_nothing_more()
    {
        var heard = new ConcurrentQueue<long>();
        var left = Buses.Two.Subscribe(c => heard.Enqueue(-c.Version));
        using var stays = Buses.Two.Subscribe(c => heard.Enqueue(c.Version));
        left.Dispose();
        left.Dispose();
        await Buses.One.PublishAsync(new(ChangeKind.Rule, "a/b", 1));
        for (var i = 0; i < 500 && heard.IsEmpty; i++) await Task.Delay(10);
        Assert.Equal([1], heard);
    }
}
