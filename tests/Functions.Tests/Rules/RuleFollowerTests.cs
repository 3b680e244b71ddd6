using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Reco.Domain.Changes;
using Reco.Domain.Rules;
using Reco.Functions.Hosting;
using Reco.Functions.Rules;

namespace Reco.Functions.Tests.Rules;

/// <summary>A second instance over the rules of a running server: what it hears, misses and finds by itself.</summary>
public class RuleFollowerTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task A_change_that_is_told_is_followed_at_once()
    {
        using var other = await OtherAsync(new EarBus());
        var revision = await PutAsync("told");
        other.Bus.Tell(new(ChangeKind.Rule, "grocery/told", revision));
        await other.UntilAsync(revision, "told");
    }

    [Fact]
    public async Task A_lost_message_is_healed_by_the_slow_look()
    {
        using var other = await OtherAsync(new EarBus());
        var revision = await PutAsync("lost");
        // Its clock stands still, and nobody tells it.
        Assert.Null(other.Live.Current.Find("grocery/lost"));
        await other.LookAsync(revision, "lost");
    }

    [Fact]
    public async Task After_a_lost_connection_it_looks_at_once()
    {
        using var other = await OtherAsync(new EarBus());
        var revision = await PutAsync("missed");
        other.Bus.Tell(Change.Missed);
        await other.UntilAsync(revision, "missed");
    }

    [Fact]
    public async Task A_store_that_lags_behind_the_message_is_read_again()
    {
        var lag = new LaggingStore(shop.Services.GetRequiredService<IRuleStore>());
        using var other = await OtherAsync(new EarBus(), lag);
        var before = other.Publisher.Seen;
        lag.Hidden = before;
        var revision = await PutAsync("lagging");
        other.Bus.Tell(new(ChangeKind.Rule, "grocery/lagging", revision));
        for (var i = 0; i < 500 && lag.Reads < 3; i++) await Task.Delay(10);
        Assert.Equal((3, null), (lag.Reads, other.Live.Current.Find("grocery/lagging")));
        lag.Hidden = long.MaxValue;
        // Within the pauses between its reads, long before the slow look.
        for (var i = 0; i < 100 && other.Publisher.Seen < revision; i++)
        {
            other.Clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(10);
        }
        await other.UntilAsync(revision, "lagging");
    }

    [Fact]
    public async Task A_failing_store_is_tried_again_at_the_next_look()
    {
        var lag = new LaggingStore(shop.Services.GetRequiredService<IRuleStore>());
        using var other = await OtherAsync(new EarBus(), lag);
        lag.Failing = true;
        var revision = await PutAsync("failing");
        other.Bus.Tell(Change.Missed);
        for (var i = 0; i < 200 && lag.Failed == 0; i++) await Task.Delay(20);
        Assert.Equal(1, lag.Failed);
        lag.Failing = false;
        await other.LookAsync(revision, "failing");
    }

    [Fact]
    public async Task A_server_follows_what_another_process_stored()
    {
        var store = shop.Services.GetRequiredService<IRuleStore>();
        var stored = await store.AppendAsync(new("grocery", "foreign", 0, Encoding.UTF8.GetBytes(Rule("foreign"))), 0, default);
        await shop.Services.GetRequiredService<IChangeBus>().PublishAsync(new(ChangeKind.Rule, "grocery/foreign", stored!.Revision));
        for (var i = 0; i < 200 && (await shop.GetAsync("/api/recommend/grocery/foreign")).Status != 200; i++) await Task.Delay(20);
        Assert.Equal(["apple"], (await shop.GetAsync("/api/recommend/grocery/foreign")).Ids());
    }

    private async Task<long> PutAsync(string name) => (await shop.PutAsync($"/api/rules/grocery/{name}", Rule(name))).Json().GetProperty("version").GetInt64();

    private static string Rule(string name) => $$"""{ "service": "grocery", "name": "{{name}}", "candidates": [ { "items": ["apple"] } ] }""";

    /// <summary>An instance that has loaded the rules, has had its first look and waits.</summary>
    private async Task<Other> OtherAsync(EarBus bus, LaggingStore? store = null)
    {
        store ??= new LaggingStore(shop.Services.GetRequiredService<IRuleStore>());
        var other = new Other(bus, store, shop.Services);
        await other.StartAsync();
        for (var i = 0; i < 500 && store.Reads < 2; i++) await Task.Delay(10);
        Assert.Equal(2, store.Reads);
        return other;
    }

    /// <summary>Another instance in this process.</summary>
    private sealed class Other : IDisposable
    {
        private readonly RuleFollower follower;

        public Other(EarBus bus, IRuleStore store, IServiceProvider services)
        {
            var readiness = new Readiness();
            readiness.Done();
            Bus = bus;
            Publisher = new RulePublisher(store, services.GetRequiredService<Domain.Catalogs.LiveCatalogs>(), Live, services.GetRequiredService<RuleWorld>(), bus);
            follower = new RuleFollower(bus, Publisher, readiness, Clock, NullLogger<RuleFollower>.Instance);
        }

        public EarBus Bus { get; }
        public LiveRules Live { get; } = new();
        public RulePublisher Publisher { get; }
        public FakeTimeProvider Clock { get; } = new();

        public async Task StartAsync()
        {
            await Publisher.LoadAsync(default);
            await follower.StartAsync(default);
        }

        /// <summary>Lets time pass until the slow look has found a revision: once is not enough when it does not wait yet.</summary>
        public async Task LookAsync(long revision, string name)
        {
            for (var i = 0; i < 500 && Live.Current.Find($"grocery/{name}")?.Version != revision; i++)
            {
                Clock.Advance(RuleFollower.Poll * 1.3);
                await Task.Delay(10);
            }
            Assert.Equal(revision, Live.Current.Find($"grocery/{name}")?.Version);
        }

        public async Task UntilAsync(long revision, string name)
        {
            for (var i = 0; i < 500 && Live.Current.Find($"grocery/{name}")?.Version != revision; i++) await Task.Delay(10);
            Assert.Equal(revision, Live.Current.Find($"grocery/{name}")?.Version);
        }

        public void Dispose()
        {
            follower.StopAsync(default).GetAwaiter().GetResult();
            follower.Dispose();
            Publisher.Dispose();
        }
    }

    /// <summary>A bus on which only the test speaks.</summary>
    private sealed class EarBus : IChangeBus, IDisposable
    {
        private Action<Change>? ear;

        public void Tell(Change change) => ear!(change);

        public ValueTask PublishAsync(Change change) => ValueTask.CompletedTask;

        public IDisposable Subscribe(Action<Change> heard)
        {
            ear = heard;
            return this;
        }

        public void Dispose() => ear = null;
    }

    /// <summary>A store that does not show the newest revisions yet, or fails.</summary>
    private sealed class LaggingStore(IRuleStore store) : IRuleStore
    {
        public long Hidden { get; set; } = long.MaxValue;
        public bool Failing { get; set; }
        public int Reads { get; private set; }
        public int Failed { get; private set; }

        public async Task<IReadOnlyList<StoredRule>> ReadChangesAsync(long after, CancellationToken cancel)
        {
            if (Failing)
            {
                Failed++;
                throw new TimeoutException("The store does not answer.");
            }
            List<StoredRule> read = [.. (await store.ReadChangesAsync(after, cancel)).Where(r => r.Revision <= Hidden)];
            // What is stored from here on is of no read that was counted.
            Reads++;
            return read;
        }

        public Task<StoredRule?> AppendAsync(StoredRule draft, long expected, CancellationToken cancel) => store.AppendAsync(draft, expected, cancel);

        public Task<IReadOnlyList<StoredRule>> ReadVersionsAsync(string service, string name, long? before, int take, CancellationToken cancel) => store.ReadVersionsAsync(service, name, before, take, cancel);

        public Task<StoredRule?> ReadVersionAsync(string service, string name, long revision, CancellationToken cancel) => store.ReadVersionAsync(service, name, revision, cancel);
    }
}
