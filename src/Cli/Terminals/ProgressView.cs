using Spectre.Console;

namespace Reco.Cli.Terminals;

/// <summary>Shows how far a long piece of work is: a bar with rate and remaining time for a person, a line every few seconds for a log.</summary>
internal sealed class ProgressView
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private readonly Terminal terminal;
    private readonly string what;
    private readonly ProgressTask? bar;
    private readonly long started;
    private long said;

    private ProgressView(Terminal terminal, string what, ProgressTask? bar)
    {
        (this.terminal, this.what, this.bar) = (terminal, what, bar);
        started = said = terminal.Clock.GetTimestamp();
    }

    /// <summary>Runs work that reports to the view.</summary>
    public static Task<T> RunAsync<T>(Terminal terminal, string what, Func<ProgressView, Task<T>> work)
    {
        if (!terminal.Interactive) return work(new ProgressView(terminal, what, null));
        return terminal.Rich.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new ProgressView(terminal, what, context.AddTask(Markup.Escape(what), maxValue: 1))));
    }

    /// <summary>So many rows of this run are done, which is this part (0–1) of the whole.</summary>
    public void Report(long rows, double part)
    {
        var seconds = terminal.Clock.GetElapsedTime(started).TotalSeconds;
        var rate = seconds > 0 ? rows / seconds : 0;
        if (bar is not null)
        {
            bar.Value = part;
            bar.Description = Markup.Escape($"{what}  {rows:N0} rows  {rate:N0}/s");
            return;
        }
        if (terminal.Clock.GetElapsedTime(said) < Every) return;
        said = terminal.Clock.GetTimestamp();
        var left = part > 0 ? $", {seconds * (1 - part) / part:N0} s left" : "";
        terminal.Note($"{what}: {rows:N0} rows, {rate:N0}/s{left}");
    }
}
