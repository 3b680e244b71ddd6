using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sylvan.Data.Csv;

namespace Reco.Cli.Rows;

/// <summary>A file of rows, read from front to back.</summary>
internal sealed class RowFile : IDisposable
{
    private readonly FileStream stream;
    private readonly RowFormat format;
    private readonly ColumnMap map;

    /// <summary>Opens a file; CSV or JSONL by its name where <paramref name="format"/> is null.</summary>
    public RowFile(string path, RowFormat? format, ColumnMap map)
    {
        Path = path;
        this.map = map;
        this.format = format ?? System.IO.Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" or ".tsv" or ".txt" => RowFormat.Csv,
            ".jsonl" or ".ndjson" or ".json" => RowFormat.Jsonl,
            var other => throw CliException.Usage($"{path}: the ending \"{other}\" says neither CSV nor JSONL. Use --format csv or --format jsonl."),
        };
        if (!File.Exists(path)) throw CliException.Usage($"{path}: there is no such file.");
        stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
    }

    public string Path { get; }

    /// <summary>The part of the file that was read, 0–1.</summary>
    public double Part => stream.Length == 0 ? 1 : (double)stream.Position / stream.Length;

    /// <summary>16 hex digits that stand for the content.</summary>
    public string Digest()
    {
        var hash = new XxHash3();
        stream.Position = 0;
        hash.Append(stream);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>Whether every row says when it happened, so that the order of sending does not matter. Known only for CSV.</summary>
    public bool HasTimes() => format == RowFormat.Csv && Shape(out _).Has("at");

    /// <summary>Refuses a CSV whose rows can't have what every row needs, before any is sent. The rows of a JSONL may differ: they are judged one by one.</summary>
    public void Demand(params IReadOnlyList<string> attributes)
    {
        if (format != RowFormat.Csv) return;
        var shape = Shape(out var header);
        var missing = attributes.Where(a => !shape.Has(a)).ToList();
        if (missing.Count == 0) return;
        var (names, ways) = (string.Join(" and ", missing.Select(m => $"\"{m}\"")), string.Join(' ', missing.Select(m => m == "type" ? "--type TYPE" : $"--map COLUMN={m}")));
        throw CliException.Usage($"{Path}: no column is {names}. Give {ways}. The file has: {string.Join(", ", header)}.");
    }

    /// <summary>All rows. With <paramref name="idPrefix"/> a row without <c>id</c> gets <c>prefix-number</c>.</summary>
    public IEnumerable<SourceRow> Read(string? idPrefix = null)
    {
        stream.Position = 0;
        return format == RowFormat.Csv ? ReadCsv(idPrefix) : ReadJsonl(idPrefix);
    }

    public void Dispose() => stream.Dispose();

    private IEnumerable<SourceRow> ReadCsv(string? idPrefix)
    {
        using var csv = Csv();
        var shape = new RowShape(Header(csv), map);
        Func<int, string> field = csv.GetString;
        for (long number = 1; Next(csv, number); number++)
        {
            if (IsBlank(csv))
            {
                number--;
                continue;
            }
            if (csv.RowFieldCount != csv.FieldCount)
            {
                yield return new SourceRow(number, Raw(csv), $"the row has {csv.RowFieldCount} fields, the header {csv.FieldCount}");
                continue;
            }
            var row = shape.Write(field, number, Id(idPrefix, number));
            yield return row.Fault is null ? row : row with { Json = Raw(csv) };
        }
    }

    private IEnumerable<SourceRow> ReadJsonl(string? idPrefix)
    {
        using var reader = Text();
        long number = 0;
        while (Line(reader, number) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            number++;
            yield return JsonlRow(line, number, Id(idPrefix, number));
        }
    }

    private SourceRow JsonlRow(string line, long number, string? id)
    {
        try
        {
            if (JsonNode.Parse(line) is not JsonObject row) return new SourceRow(number, Encoding.UTF8.GetBytes(line), "the line is not a JSON object");
            if (id is not null) row.TryAdd("id", id);
            foreach (var (name, value) in map.Constants) row.TryAdd(name, value);
            return Renamed(row) is { } fault
                ? new SourceRow(number, Encoding.UTF8.GetBytes(line), fault)
                : new SourceRow(number, JsonSerializer.SerializeToUtf8Bytes(row), null);
        }
        catch (JsonException wrong)
        {
            return new SourceRow(number, Encoding.UTF8.GetBytes(line), $"the line is not JSON: {wrong.Message}");
        }
        catch (ArgumentException)
        {
            return new SourceRow(number, Encoding.UTF8.GetBytes(line), "a property is there twice");
        }
    }

    /// <summary>Applies <c>--map</c> to top-level properties; gives what is wrong.</summary>
    private string? Renamed(JsonObject row)
    {
        foreach (var mapping in map.Mappings)
        {
            if (!row.Remove(mapping.Column, out var value) || mapping.Path is null || value is null) continue;
            if (mapping.Conversion.Kind != "text")
            {
                using var output = new MemoryStream();
                using (var json = new Utf8JsonWriter(output))
                {
                    if (mapping.Conversion.Write(json, value.ToString()) is { } problem) return $"$.{mapping.Path}: {problem}";
                }
                value = JsonNode.Parse(output.ToArray());
            }
            row[mapping.Path] = value;
        }
        return null;
    }

    private static string? Id(string? prefix, long number) => prefix is null ? null : $"{prefix}-{number}";

    private RowShape Shape(out List<string> header)
    {
        stream.Position = 0;
        using var csv = Csv();
        return new RowShape(header = Header(csv), map);
    }

    /// <summary>The text of the file; other bytes than UTF-8 (or UTF-16 with its mark) are a fault, not other letters.</summary>
    private StreamReader Text() => new(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), true, 1 << 16, leaveOpen: true);

    private CliException NotText(long number) => new($"{Path}: what comes after row {number} is not UTF-8. Save the file as UTF-8.");

    /// <summary>A file without a header, an empty one for instance, has no columns.</summary>
    private CsvDataReader Csv()
    {
        try
        {
            return CsvDataReader.Create(Text(), new CsvDataReaderOptions { MaxBufferSize = 1 << 24, BufferSize = 1 << 16 });
        }
        catch (CsvMissingHeadersException)
        {
            return CsvDataReader.Create(TextReader.Null, new CsvDataReaderOptions { HasHeaders = false });
        }
        catch (FormatException wrong)
        {
            throw new CliException($"{Path}: the header: {wrong.Message}");
        }
        catch (DecoderFallbackException)
        {
            throw NotText(0);
        }
    }

    private static List<string> Header(CsvDataReader csv) => [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetName)];

    /// <summary>A blank line is no row; only a quoted nothing is an empty field of a file with one column.</summary>
    private static bool IsBlank(CsvDataReader csv) => csv.RowFieldCount <= 1 && csv.GetRawRecordSpan().Trim("\r\n").IsEmpty;

    private static ReadOnlyMemory<byte> Raw(CsvDataReader csv) => Encoding.UTF8.GetBytes(csv.GetRawRecordSpan().TrimEnd("\r\n").ToString());

    private bool Next(CsvDataReader csv, long number)
    {
        try
        {
            return csv.Read();
        }
        catch (FormatException wrong)
        {
            throw new CliException($"{Path}: row {number}: {wrong.Message}");
        }
        catch (DecoderFallbackException)
        {
            throw NotText(number - 1);
        }
    }

    private string? Line(StreamReader reader, long number)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException)
        {
            throw NotText(number);
        }
    }
}
