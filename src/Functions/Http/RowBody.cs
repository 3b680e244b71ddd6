using System.Runtime.CompilerServices;
using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Reading;

namespace Reco.Functions.Http;

/// <summary>One row of a body, not yet read as anything.</summary>
/// <param name="Index">Its place among the rows, from 0.</param>
/// <param name="Json">Its bytes; cut to nothing when it was longer than a row may be.</param>
/// <param name="TooLong">Whether it was.</param>
internal readonly record struct BodyRow(int Index, ReadOnlyMemory<byte> Json, bool TooLong = false);

/// <summary>A body of rows: a JSON object, a JSON array, or NDJSON, which is read in blocks so that its length does not matter.</summary>
/// <param name="Problem">Why it can't be read at all, or null.</param>
/// <param name="Blocks">The rows, some at a time.</param>
internal sealed record RowBody(Problem? Problem, IAsyncEnumerable<IReadOnlyList<BodyRow>> Blocks)
{
    /// <summary>Rows of one block of NDJSON: what one durable step writes.</summary>
    private const int BlockRows = 500;

    /// <summary>Opens the body of a request.</summary>
    public static async ValueTask<RowBody> OpenAsync(HttpContext context, Limits limits)
    {
        if (RequestBody.Refuse(context, BodyKind.Json, BodyKind.Rows) is { } refused) return Refused(refused);
        if (RequestBody.KindOf(context) == BodyKind.Rows) return new RowBody(null, ReadLinesAsync(context, limits));
        var rows = Split(await RequestBody.ReadAsync(context), limits);
        return rows.Ok ? new RowBody(null, Once(rows.Value)) : Refused(Problem.BadRequest(rows.Faults));
    }

    private static RowBody Refused(Problem problem) => new(problem, Once([]));

    private static async IAsyncEnumerable<IReadOnlyList<BodyRow>> Once(IReadOnlyList<BodyRow> rows)
    {
        await Task.CompletedTask;
        if (rows.Count > 0) yield return rows;
    }

    /// <summary>Cuts an array into its elements, which are read one by one later: what is wrong with one row is a fault of that row.</summary>
    internal static Outcome<IReadOnlyList<BodyRow>> Split(ReadOnlyMemory<byte> body, Limits limits)
    {
        var rows = new List<BodyRow>();
        body = StrictJson.WithoutMark(body);
        // Depth is bounded when a row is read, so that it costs no other row.
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                while (reader.Read()) { }
                return new List<BodyRow> { new(0, body) };
            }
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (rows.Count == limits.Rows) return new List<Fault> { new("$", $"more than {limits.Rows} rows", "Send fewer, or NDJSON (application/x-ndjson), which is streamed.") };
                rows.Add(new BodyRow(rows.Count, body[start..(int)reader.BytesConsumed]));
            }
            while (reader.Read()) { }
            return rows;
        }
        catch (JsonException exception)
        {
            return new List<Fault> { StrictJson.Invalid(exception) };
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<BodyRow>> ReadLinesAsync(HttpContext context, Limits limits, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var reader = context.Request.BodyReader;
        var lines = new LineCutter(limits.RowBytes);
        var block = new List<BodyRow>(BlockRows);
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            var rest = read.Buffer;
            while (block.Count < BlockRows && lines.Next(ref rest, read.IsCompleted, out var row)) block.Add(row);
            // Before a block is given out, since who takes it may not come back for the next.
            var full = block.Count == BlockRows;
            reader.AdvanceTo(rest.Start, full ? rest.Start : rest.End);
            if (full)
            {
                yield return block;
                block = new List<BodyRow>(BlockRows);
            }
            else if (read.IsCompleted) break;
        }
        if (block.Count > 0) yield return block;
    }
}
