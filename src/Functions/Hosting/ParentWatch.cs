using System.Runtime.InteropServices;

namespace Reco.Functions.Hosting;

/// <summary>
/// Ends the handler when the Functions host is gone: the host may die without telling, and an orphan would keep the data folder locked.
/// Unix only; on Windows the host's job object does it.
/// </summary>
/// <param name="settings">Says whether a host is in front.</param>
/// <param name="lifetime">Stops the server.</param>
/// <param name="clock">Paces the look.</param>
/// <param name="log">Says why the server stops.</param>
internal sealed class ParentWatch(Settings settings, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<ParentWatch> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Listening.BehindHost || OperatingSystem.IsWindows()) return;
        var parent = GetParentId();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (GetParentId() == parent) continue;
            log.LogWarning("The Functions host is gone; stopping");
            lifetime.StopApplication();
            return;
        }
    }

    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetParentId();
}
