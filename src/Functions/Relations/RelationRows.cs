using Reco.Domain;
using Reco.Domain.Recommend;
using Reco.Functions.Http;

namespace Reco.Functions.Relations;

/// <summary>Ends a replacement whose rows are not all good, so that the store leaves the serving version.</summary>
internal sealed class BadRowsException() : Exception("Not every row was good.");

/// <summary>The rows of a replacement on their way to the store. After the first bad one nothing is passed on, but the rest is still read, so that its faults are told as well.</summary>
/// <param name="body">The upload.</param>
/// <param name="limits">Bounds.</param>
internal sealed class RelationRows(RowBody body, Limits limits)
{
    /// <summary>Faults told at most; of further ones only that there are more.</summary>
    private const int Told = 100;

    private readonly List<Fault> faults = [];

    /// <summary>Good rows.</summary>
    public int Count { get; private set; }

    /// <summary>The good rows in order; throws <see cref="BadRowsException"/> at the end when there was a bad one.</summary>
    public async IAsyncEnumerable<RelationRow> ReadAsync()
    {
        await foreach (var block in body.Blocks)
        {
            foreach (var row in block)
            {
                var read = RowUpload.Read(row, json => RelationReader.Read(json, limits), limits);
                if (!read.Ok) faults.AddRange(read.Faults.Select(f => f with { Path = $"row {row.Index}: {f.Path}" }).Take(Told + 1 - faults.Count));
                else if (faults.Count == 0)
                {
                    Count++;
                    yield return read.Value;
                }
            }
            if (faults.Count > Told) break;
        }
        if (faults.Count > 0) throw new BadRowsException();
    }

    /// <summary>Everything that was wrong.</summary>
    public Problem Problem(string consequence)
    {
        var (told, more) = (faults.Take(Told).ToList(), faults.Count > Told);
        return new Problem(StatusCodes.Status400BadRequest, $"{(more ? $"More than {Told} faults" : told.Count == 1 ? "1 fault" : $"{told.Count} faults")} in the rows; {consequence}.", told);
    }
}
