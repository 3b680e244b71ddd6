namespace Reco.Functions.Hosting;

/// <summary>This process among those that serve: how status tells them apart.</summary>
/// <param name="Name">Machine and process; another one after a restart.</param>
/// <param name="StartedAt">When it started.</param>
internal sealed record Instance(string Name, DateTimeOffset StartedAt)
{
    /// <summary>This process, which starts now.</summary>
    public static Instance Here(TimeProvider clock) => new($"{Environment.MachineName}-{Environment.ProcessId}", clock.GetUtcNow());
}
