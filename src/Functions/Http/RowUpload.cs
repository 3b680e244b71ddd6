using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Reading;

namespace Reco.Functions.Http;

/// <summary>Rows of one block that were read as something, with their places in the body.</summary>
internal readonly record struct RowBlock<T>(List<T> Rows, List<int> Indexes);

/// <summary>A data call that takes rows: which catalog they are for, the rows as they come in, and the report of what became of them.</summary>
/// <param name="Catalog">Exists.</param>
/// <param name="Body">The rows.</param>
/// <param name="Report">What became of them.</param>
/// <param name="Limits">Bounds.</param>
internal sealed record RowUpload(string Catalog, RowBody Body, RowReport Report, Limits Limits)
{
    /// <summary>Opens the body; null when the call was answered with what is wrong with it: the parameters, <paramref name="wrong"/>, or the body.</summary>
    public static async ValueTask<RowUpload?> OpenAsync(HttpContext context, LiveCatalogs catalogs, Limits limits, Fault? wrong = null)
    {
        var (catalog, problem) = DataParameters.Catalog(context, catalogs);
        problem ??= wrong is null ? null : Problem.BadRequest([wrong]);
        var body = problem is null ? await RowBody.OpenAsync(context, limits) : null;
        if ((problem ?? body!.Problem) is not { } refused) return new RowUpload(catalog, body!, new RowReport(limits.Rows), limits);
        await refused.WriteToAsync(context);
        return null;
    }

    /// <summary>The good rows, block by block; the others are in the report.</summary>
    public async IAsyncEnumerable<RowBlock<T>> ReadAsync<T>(Func<ReadOnlyMemory<byte>, Outcome<T>> read)
    {
        await foreach (var rows in Body.Blocks)
        {
            var block = new RowBlock<T>(new(rows.Count), new(rows.Count));
            foreach (var row in rows)
            {
                var outcome = Read(row, read, Limits);
                if (outcome.Ok)
                {
                    block.Rows.Add(outcome.Value);
                    block.Indexes.Add(row.Index);
                }
                else
                {
                    Report.Reject(row.Index, outcome.Faults);
                }
            }
            if (block.Rows.Count > 0) yield return block;
        }
    }

    /// <summary>One row; a line that was cut is one fault.</summary>
    public static Outcome<T> Read<T>(BodyRow row, Func<ReadOnlyMemory<byte>, Outcome<T>> read, Limits limits) =>
        row.TooLong ? new List<Fault> { StrictJson.TooLarge(limits) } : read(row.Json);
}
