using System.Buffers;
using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Reading;

namespace Reco.Functions.Http;

/// <summary>What a body says it is.</summary>
internal enum BodyKind
{
    /// <summary>Neither of the two.</summary>
    Other,
    /// <summary><c>application/json</c></summary>
    Json,
    /// <summary><c>application/x-ndjson</c>: one row per line, streamed.</summary>
    Rows,
}

/// <summary>Reads whole JSON bodies. Size is bounded by the server itself (413).</summary>
internal static class RequestBody
{
    /// <summary>The kind by Content-Type; parameters such as charset are passed over, since JSON is UTF-8 whatever they say.</summary>
    public static BodyKind KindOf(HttpContext context)
    {
        var type = context.Request.ContentType.AsSpan();
        if (type.IndexOf(';') is >= 0 and var end) type = type[..end];
        type = type.Trim();
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase) ? BodyKind.Json
            : type.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase) ? BodyKind.Rows
            : BodyKind.Other;
    }

    /// <summary>415 for a body that is not <paramref name="kinds"/> or is compressed; null when it may be read.</summary>
    public static Problem? Refuse(HttpContext context, params ReadOnlySpan<BodyKind> kinds)
    {
        // Refused, not taken for broken JSON: a small compressed body may be a very large one.
        if (context.Request.Headers.ContentEncoding is [{ Length: > 0 } encoding] && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return new(StatusCodes.Status415UnsupportedMediaType, "Send the body as it is, without Content-Encoding.");
        if (kinds.Contains(KindOf(context))) return null;
        return new(
            StatusCodes.Status415UnsupportedMediaType,
            kinds.Contains(BodyKind.Rows) ? "Send Content-Type application/json or, for one row per line, application/x-ndjson." : "Send Content-Type application/json.");
    }

    /// <summary>The whole body.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The whole body as strict JSON (the caller disposes of it), or the problem.</summary>
    public static async ValueTask<(JsonDocument? Json, Problem? Problem)> ReadJsonAsync(HttpContext context, Limits limits)
    {
        if (Refuse(context, BodyKind.Json) is { } refused) return (null, refused);
        var parsed = StrictJson.Parse(await ReadAsync(context), limits.JsonDepth);
        return parsed.Ok ? (parsed.Value, null) : (null, Problem.BadRequest(parsed.Faults));
    }
}
