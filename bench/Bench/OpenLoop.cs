using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Reco.Bench;

/// <summary>Calls at a fixed rate: each starts when it is due, whether or not earlier ones were answered.</summary>
internal static partial class OpenLoop
{
    /// <summary>Starts one call after the other at its due time, from a thread of its own; completes when all are answered.</summary>
    public static Task Pace(int perSecond, TimeSpan duration, Func<long, Task> call, Action failed)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            var count = (int)(perSecond * duration.TotalSeconds);
            var calls = new Task[count];
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                var due = start + (long)(i * (double)Stopwatch.Frequency / perSecond);
                WaitUntil(due);
                calls[i] = Guarded(call, due, failed);
            }
            Task.WhenAll(calls).ContinueWith(_ => done.SetResult(), TaskScheduler.Default);
        })
        { IsBackground = true }.Start();
        return done.Task;
    }

    private static async Task Guarded(Func<long, Task> call, long due, Action failed)
    {
        try
        {
            await call(due).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            failed();
        }
    }

    /// <summary>Sleeps in the kernel, which wakes within some 60 µs; the runtime's own sleep counts whole milliseconds.</summary>
    private static void WaitUntil(long due)
    {
        var left = due - Stopwatch.GetTimestamp();
        if (left <= 0) return;
        var time = new TimeSpec { Seconds = left / Stopwatch.Frequency, Nanoseconds = left % Stopwatch.Frequency * 1_000_000_000 / Stopwatch.Frequency };
        _ = Nanosleep(time, IntPtr.Zero);
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Nanosleep(in TimeSpec time, IntPtr remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
