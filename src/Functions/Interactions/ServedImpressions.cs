using System.Threading.Channels;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Functions.Metrics;

namespace Reco.Functions.Interactions;

/// <summary>
/// Counts the pages of rules that say <c>"impressions": "served"</c>: an impression for each item, appended to the log behind the answers, so that no page waits for
/// the disk. At most <see cref="Waiting"/> pages wait; one that finds no room, and those that wait when the process is killed, are not counted.
/// </summary>
/// <param name="log">Where impressions go.</param>
/// <param name="meter">Counts what found no room.</param>
/// <param name="interactions">Counts what the log took.</param>
/// <param name="clock">When a page was served.</param>
/// <param name="logger">Says what failed.</param>
internal sealed class ServedImpressions(IInteractionLog log, RecommendMeter meter, InteractionMeter interactions, TimeProvider clock, ILogger<ServedImpressions> logger) : BackgroundService
{
    private const int Waiting = 4_096;
    private const int BatchRows = 1_000;

    private readonly Channel<Page> pages = Channel.CreateBounded<Page>(new BoundedChannelOptions(Waiting) { SingleReader = true });

    private sealed record Page(string Catalog, Interaction[] Rows);

    /// <summary>Takes note of a page. Strangers have no profile to keep it in.</summary>
    public void Served(Answer answer)
    {
        if (answer.Faults.Count > 0 || !answer.CountsServed || answer.User is not { } user || answer.ItemIds is not { Count: > 0 } shown) return;
        var (at, requestId) = (clock.GetUtcNow().ToUnixTimeMilliseconds(), answer.RequestId);
        var rows = shown.Select((item, i) => new Interaction
        {
            User = user,
            Item = item,
            Type = InteractionTypes.Impression,
            AtMs = at,
            RequestId = requestId,
            Position = i + 1,
        });
        if (!pages.Writer.TryWrite(new Page(answer.Rule.Catalog.Definition.Name, [.. rows]))) meter.Uncounted();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rows = new List<Interaction>(BatchRows);
        while (await pages.Reader.WaitToReadAsync(CancellationToken.None))
        {
            string? catalog = null;
            while (rows.Count < BatchRows && pages.Reader.TryPeek(out var page) && (catalog ?? page.Catalog) == page.Catalog)
            {
                catalog = page.Catalog;
                rows.AddRange(page.Rows);
                pages.Reader.TryRead(out _);
            }
            await AppendAsync(catalog!, rows);
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
                logger.LogError(fault, "{Count} impressions of served pages were not counted", rows.Count);
                return;
            }
        }
    }
}
