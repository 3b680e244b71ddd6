using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Rules;

namespace Reco.Functions.Hosting;

/// <summary>
/// Watches the folder of rules (<c>Reco__RulesFolder</c>): a new or edited <c>*.json</c> in it is published as by PUT; its faults are logged and the serving
/// revision stays. A file that says what is stored already makes no revision. Deleting a file deletes no rule. It looks once a second, which also works on shared volumes.
/// </summary>
/// <param name="settings">Names the folder.</param>
/// <param name="readiness">Rules are published when the server is ready.</param>
/// <param name="publisher">Takes them.</param>
/// <param name="clock">Paces the look.</param>
/// <param name="log">Says what was published and what is wrong.</param>
internal sealed class RulesFolder(Settings settings, Readiness readiness, RulePublisher publisher, TimeProvider clock, ILogger<RulesFolder> log) : BackgroundService
{
    private readonly Dictionary<string, (DateTime, long)> seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> complaints = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.RulesFolder is not { } folder) return;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                if (readiness.IsReady) await LookAsync(folder, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                Complain(folder, fault.Message);
            }
        }
    }

    private async Task LookAsync(string folder, CancellationToken cancel)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*.json", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal))
        {
            if (file.Name == "rule.schema.json") continue;
            try
            {
                var state = (file.LastWriteTimeUtc, file.Length);
                if (seen.TryGetValue(file.FullName, out var known) && known == state) continue;
                var faults = await PublishAsync(await File.ReadAllBytesAsync(file.FullName, cancel), cancel);
                seen[file.FullName] = state;
                complaints.Remove(file.FullName);
                if (faults.Count > 0) log.LogError("{File} is not published: {Faults}", file.FullName, string.Join("; ", faults));
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                Complain(file.FullName, fault.Message);
            }
        }
        complaints.Remove(folder);
    }

    /// <summary>A file that can't be read, or a store that is busy, costs no other file and is tried again at each look; it is said once.</summary>
    private void Complain(string path, string fault)
    {
        if (complaints.TryGetValue(path, out var said) && said == fault) return;
        complaints[path] = fault;
        log.LogError("{Path} is tried again in a second: {Fault}", path, fault);
    }

    private async Task<IReadOnlyList<Fault>> PublishAsync(byte[] json, CancellationToken cancel)
    {
        if (publisher.Check(json) is { Count: > 0 } faults) return faults;
        using var document = JsonDocument.Parse(json);
        var (service, name) = (document.RootElement.GetProperty("service").GetString()!, document.RootElement.GetProperty("name").GetString()!);
        if (publisher.Status.TryGetValue($"{service}/{name}", out var stored) && stored.Newest.Json.Span.SequenceEqual(json)) return [];
        var outcome = await publisher.PutAsync(service, name, json, ifMatch: null, new RuleNote(null, "from the rules folder"), cancel);
        if (outcome.Stored is { } published) log.LogInformation("Published {Rule} as version {Version}", published.Key, published.Revision);
        if (outcome.Refusal != RuleRefusal.None) throw new InvalidOperationException("a canary of the rule runs; promote or abandon it first");
        return outcome.Faults;
    }
}
