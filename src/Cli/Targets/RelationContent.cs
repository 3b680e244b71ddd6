using System.Buffers;
using System.Net;
using System.Text.Json;
using Reco.Domain.Reading;
using Reco.Domain.Recommend;

namespace Reco.Cli.Targets;

/// <summary>Rows of a relation as NDJSON, written while they are sent.</summary>
internal sealed class RelationContent(IEnumerable<RelationRow> rows) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => WriteAsync(rows, stream, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => WriteAsync(rows, stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    /// <summary>Writes <c>{"key":…,"related":[{"id":…,"score":…}]}</c>, one a line.</summary>
    public static async Task WriteAsync(IEnumerable<RelationRow> rows, Stream stream, CancellationToken cancel)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 17);
        using var json = CompactJson.Writer(buffer);
        foreach (var row in rows)
        {
            Write(json, row);
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount > 1 << 16) await SendAsync(buffer, stream, cancel);
        }
        await SendAsync(buffer, stream, cancel);
    }

    private static void Write(Utf8JsonWriter json, RelationRow row)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, row.Key);
        json.WriteStartArray("related"u8);
        foreach (var (id, score) in row.Related)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteNumber("score"u8, score);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task SendAsync(ArrayBufferWriter<byte> buffer, Stream stream, CancellationToken cancel)
    {
        await stream.WriteAsync(buffer.WrittenMemory, cancel);
        buffer.ResetWrittenCount();
    }
}
