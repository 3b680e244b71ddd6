namespace Reco.Cli.Rows;

/// <summary>One row of a file, as the JSON object that the server takes.</summary>
/// <param name="Number">Its place among the file's rows, from 1 (a CSV header is none).</param>
/// <param name="Json">The object, UTF-8, on one line; for a row with a fault its raw text.</param>
/// <param name="Fault">Why it can't be sent; null when it can.</param>
internal readonly record struct SourceRow(long Number, ReadOnlyMemory<byte> Json, string? Fault);

/// <summary>The forms of a file of rows.</summary>
internal enum RowFormat
{
    /// <summary>A header, then one row a line; fields may be quoted. The delimiter is found by looking.</summary>
    Csv,
    /// <summary>One JSON object a line.</summary>
    Jsonl,
}
