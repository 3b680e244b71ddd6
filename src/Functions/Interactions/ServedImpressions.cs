using System.Threading.Channels;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Functions.Metrics;

namespace Reco.Functions.Interactions;

/// <summary>
/// Takes note of every page that is served: remembers it for interactions that name it, and counts those of rules that say <c>"impressions": "served"</c>: one impression of
/// the whole page, appended to the log behind the answers, so that no page waits for the disk. At most <see cref="Waiting"/> pages wait; one that finds no room,
/// and those that wait when the process is killed, are not counted.
/// </summary>
/// <param name="served">Remembers pages.</param>
/// <param name="log">Where impressions go.</param>
/// <param name="meter">Counts what found no room.</param>
/// <param name="interactions">Counts what the log took.</param>
/// <param name="clock">For the pause before another attempt.</param>
/// <param name="logger">Says what failed.</param>
internal sealed class ServedImpressions(ServedPages served, IInteractionLog log, RecommendMeter meter, InteractionMeter interactions, TimeProvider clock, ILogger<ServedImpressions> logger) : BackgroundService
{
    private const int Waiting = 4_096;
    private const int BatchRows = 500;

    private readonly Channel<Page> pages = Channel.CreateBounded<Page>(new BoundedChannelOptions(Waiting) { SingleReader = true });

    /// <summary>A page that waits, or a mark that says when all before it are written.</summary>
    private readonly record struct Page(string Catalog, Interaction? Row, TaskCompletionSource? Mark);

    /// <summary>Takes note of a page.</summary>
    public void Served(Answer answer)
    {
        if (answer.Faults.Count > 0 || served.Keep(answer) is not { } page) return;
        var row = new Interaction { User = answer.User ?? "", Type = InteractionTypes.Impression, AtMs = page.AtMs, RequestId = answer.RequestId, Page = page };
        if (!pages.Writer.TryWrite(new Page(answer.Rule.Catalog.Definition.Name, row, null))) meter.Uncounted();
    }

    /// <summary>Completes when the pages that wait now are in the log, so that who is forgotten is forgotten with them.</summary>
    public async Task WrittenAsync(CancellationToken cancel)
    {
        var mark = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await pages.Writer.WriteAsync(new Page("", null, mark), cancel);
        await mark.Task.WaitAsync(cancel);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rows = new List<Interaction>(BatchRows);
        while (await pages.Reader.WaitToReadAsync(CancellationToken.None))
        {
            string? catalog = null;
            while (rows.Count < BatchRows && pages.Reader.TryPeek(out var page) && page.Row is { } row && (catalog ?? page.Catalog) == page.Catalog)
            {
                catalog = page.Catalog;
                rows.Add(row);
                pages.Reader.TryRead(out _);
            }
            if (catalog is not null) await AppendAsync(catalog, rows);
            else if (pages.Reader.TryRead(out var marked)) marked.Mark!.SetResult();
            rows.Clear();
        }
    }

    /// <summary>Writes what waits before the stores close.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        pages.Writer.TryComplete();
        return ExecuteTask?.WaitAsync(cancellationToken) ?? Task.CompletedTask;
    }

    private async Task AppendAsync(string catalog, List<Interaction> rows)
    {
        // A full log has room again after a commit or two; what is refused longer than that is not worth holding up the pages behind it.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                interactions.Accepted(rows, await log.AppendAsync(catalog, rows, CancellationToken.None));
                return;
            }
            catch (LogOverloadedException) when (attempt < 4)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 * attempt), clock);
            }
            catch (Exception fault)
            {
                meter.Uncounted();
                logger.LogError(fault, "The impressions of {Count} served pages were not counted", rows.Count);
                return;
            }
        }
    }
}
