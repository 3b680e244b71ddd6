using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reco.Domain.Expressions;
using Reco.Domain.Recommend.Sources;
using Reco.Domain.Rules;

namespace Reco.Functions.Tests.Metrics;

/// <summary>Changes what serves behind the server's back, and reads what it tells of itself.</summary>
internal static class Sabotage
{
    /// <summary>The metrics as they are now: for 300 ms a scrape is given the same text again.</summary>
    public static async Task<string> ScrapeAsync(this RunningServer server)
    {
        await Task.Delay(350);
        return (await server.GetAsync("/api/metrics")).Body;
    }

    /// <summary>Lets a source that throws stand in for the candidates of one bucket of a serving rule; gives the rule that serves now.</summary>
    public static CompiledRule Break(this RunningServer server, string key, string bucket, Exception failure)
    {
        var live = server.Services.GetRequiredService<LiveRules>();
        var rule = live.Current.Find(key)!;
        var broken = rule with { Buckets = [.. rule.Buckets.Select(b => b.Name == bucket ? b with { Candidates = [new BrokenSource(failure)] } : b)] };
        live.Swap(live.Current.With(new RuleStatus(rule.Stored, broken, [])));
        return broken;
    }

    private sealed class BrokenSource(Exception failure) : ISource
    {
        public string Kind => "broken";
        public string Text => "broken source";
        public int Take => 1;
        public double Weight => 1;

        public ValueTask FetchAsync(Evaluation evaluation, FoundItems found, CancellationToken cancel) => ValueTask.FromException(failure);
    }
}

/// <summary>Keeps every line of a log.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly Lock adding = new();
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (adding) return [.. lines];
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (adding) lines.Add($"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})")}");
    }

    public void Dispose()
    {
    }
}
