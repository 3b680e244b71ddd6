using System.Text.Encodings.Web;
using System.Text.Json;
using Reco.Domain;

namespace Reco.Functions.Http;

/// <summary>Writes JSON answers straight into the response's pipe.</summary>
internal static class JsonAnswers
{
    /// <summary>Texts are data, never markup: only what JSON demands is escaped.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A writer with the server's escaping.</summary>
    public static Utf8JsonWriter Writer(System.Buffers.IBufferWriter<byte> output) => new(output, Options);

    /// <summary>Answers with what <paramref name="write"/> writes; the status is the caller's.</summary>
    public static async Task WriteJsonAsync(this HttpContext context, Action<Utf8JsonWriter> write, string contentType = "application/json")
    {
        context.Response.ContentType = contentType;
        await using (var json = Writer(context.Response.BodyWriter)) write(json);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Answers with ready-made JSON.</summary>
    public static async Task WriteJsonAsync(this HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.BodyWriter.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>A list of faults as <c>[{ path, problem, fix? }]</c>.</summary>
    public static void WriteFaults(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<Fault> faults)
    {
        json.WriteStartArray(name);
        foreach (var fault in faults)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, fault.Path);
            json.WriteString("problem"u8, fault.Problem);
            if (fault.Fix.Length > 0) json.WriteString("fix"u8, fault.Fix);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
