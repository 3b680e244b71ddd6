using Reco.Domain.Catalogs;
using Reco.Domain.Rules;
using Reco.Functions.Demo;

namespace Reco.Functions.Hosting;

/// <summary>
/// What happens between the open port and the first answer: items into columns → popularity → rules → the demo shop when the folder is empty → ready.
/// The port is open before, so that <c>/api/health</c> can say how far it is.
/// </summary>
/// <param name="catalogs">Loaded first: rules are compiled against them.</param>
/// <param name="stores">The rest of the data.</param>
/// <param name="publisher">Loads the rules.</param>
/// <param name="demo">Fills an empty folder.</param>
/// <param name="settings">Whether it may.</param>
/// <param name="readiness">Told of each step.</param>
/// <param name="greeting">Said when all is done.</param>
/// <param name="lifetime">Says when the port is open; stopped when a step fails.</param>
/// <param name="log">Says what failed.</param>
internal sealed class StartUp(
    LiveCatalogs catalogs, EmbeddedStores stores, RulePublisher publisher, DemoShop demo, Settings settings, Readiness readiness, Greeting greeting, IHostApplicationLifetime lifetime,
    ILogger<StartUp> log) : BackgroundService
{
    /// <summary>Why the start failed; null while it goes well.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            readiness.Begin("loading items");
            await catalogs.LoadAsync(stoppingToken);
            readiness.Begin("loading counts");
            if (await stores.LoadCountsAsync(stoppingToken) is { } damage) log.LogError("{Damage}", damage);
            readiness.Begin("compiling rules");
            await publisher.LoadAsync(stoppingToken);
            foreach (var rule in publisher.Rejected) log.LogError("The rule {Rule} does not serve its newest revision: {Faults}", rule.Newest.Key, string.Join("; ", rule.Faults));
            if (settings.Demo && demo.IsNeeded)
            {
                readiness.Begin("filling the demo shop");
                await demo.FillAsync(stoppingToken);
            }
            readiness.Done();
            // Nobody is greeted before the port is open: it may be taken.
            await OpenAsync(stoppingToken);
            greeting.Say();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped while starting: nothing to say.
        }
        catch (Exception fault)
        {
            Failure = fault;
            log.LogCritical(fault, "The start failed while {Step}", readiness.Step);
            lifetime.StopApplication();
        }
    }

    private async Task OpenAsync(CancellationToken stopping)
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(open.SetResult);
        await open.Task.WaitAsync(stopping);
    }
}
