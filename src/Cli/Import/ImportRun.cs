using Microsoft.Data.Sqlite;
using Reco.Cli.Rows;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;
using Reco.Storage.Embedded;

namespace Reco.Cli.Import;

/// <summary>What an import is told.</summary>
/// <param name="Kind">What the rows are.</param>
/// <param name="Catalog">The catalog.</param>
/// <param name="BatchRows">Rows of one call.</param>
/// <param name="Parallel">Calls under way at once; 1 where the order of rows matters.</param>
internal sealed record ImportOptions(RowKind Kind, string Catalog, int BatchRows, int Parallel);

/// <summary>
/// Moves the rows of a file to a target in batches. Batches are acknowledged in order, so one number tells how far it came; after a kill the batches
/// under way are sent again, which the rows' ids make harmless.
/// </summary>
internal sealed class ImportRun(RowFile file, ITarget target, ImportOptions options, ProgressFile? sidecar, RejectedFile rejected)
{
    private const int BatchBytes = 4 << 20;

    private sealed class Batch
    {
        public readonly List<SourceRow> Rows = [];
        public readonly List<SourceRow> Faulty = [];
        public long LastRow;
        public int Bytes;
        public double Part;
    }

    /// <summary>Imports what comes after <paramref name="begin"/>; gives what was done in the end, this time and before.</summary>
    public async Task<ImportProgress> RunAsync(ImportProgress begin, ProgressView view, CancellationToken cancel)
    {
        var done = begin;
        var underWay = new Queue<(Batch Batch, Task<BatchResult> Sending)>();
        async Task AcknowledgeAsync()
        {
            var (batch, sending) = underWay.Dequeue();
            done = Acknowledge(done, batch, await sending);
            view.Report(done.Row - begin.Row, batch.Part);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            foreach (var batch in Batches(begin))
            {
                if (underWay.Count == options.Parallel) await AcknowledgeAsync();
                stop.Token.ThrowIfCancellationRequested();
                underWay.Enqueue((batch, SendAsync(batch, stop.Token)));
            }
            while (underWay.Count > 0) await AcknowledgeAsync();
        }
        catch (Exception fault) when (fault is CliException or OperationCanceledException or IOException or UnauthorizedAccessException or SqliteException or DatabaseBusyException)
        {
            await stop.CancelAsync();
            await Task.WhenAll(underWay.Select(u => u.Sending)).ContinueWith(_ => { }, TaskScheduler.Default);
            var again = sidecar is null ? "" : " Run the same command again to go on from there.";
            var reason = fault is OperationCanceledException ? "Stopped." : fault.Message;
            throw new CliException($"{reason}\n{done.Row:N0} rows of {file.Path} are done.{again}");
        }
        sidecar?.Delete();
        return done;
    }

    private IEnumerable<Batch> Batches(ImportProgress begin)
    {
        var batch = new Batch();
        foreach (var row in file.Read(options.Kind == RowKind.Interactions ? begin.Digest : null))
        {
            if (row.Number <= begin.Row) continue;
            (row.Fault is null ? batch.Rows : batch.Faulty).Add(row);
            batch.LastRow = row.Number;
            batch.Bytes += row.Json.Length;
            if (batch.Rows.Count < options.BatchRows && batch.Bytes < BatchBytes && batch.Faulty.Count < options.BatchRows) continue;
            batch.Part = file.Part;
            yield return batch;
            batch = new Batch();
        }
        batch.Part = 1;
        if (batch.LastRow > 0) yield return batch;
    }

    private Task<BatchResult> SendAsync(Batch batch, CancellationToken cancel) => batch.Rows.Count == 0
        ? Task.FromResult(new BatchResult(0, 0, []))
        : target.SendAsync(options.Kind, options.Catalog, batch.Rows, cancel);

    private ImportProgress Acknowledge(ImportProgress done, Batch batch, BatchResult result)
    {
        foreach (var (row, reason) in batch.Faulty.Select(r => (r, r.Fault!)).Concat(result.Rejected.Select(r => (batch.Rows[r.Index], r.Reason))).OrderBy(r => r.Item1.Number))
            rejected.Add(row.Number, reason, row.Json);
        rejected.Flush();
        var next = done with
        {
            Row = batch.LastRow,
            Accepted = done.Accepted + result.Accepted,
            Duplicates = done.Duplicates + result.Duplicates,
            Rejected = done.Rejected + batch.Rows.Count - result.Accepted - result.Duplicates + batch.Faulty.Count,
        };
        sidecar?.Write(next);
        return next;
    }
}
