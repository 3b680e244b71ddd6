using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Reading;

namespace Reco.Functions.Http;

/// <summary>Writes JSON answers straight into the response's pipe.</summary>
internal static class JsonAnswers
{
    /// <summary>Answers with what <paramref name="write"/> writes; the status is the caller's.</summary>
    public static async Task WriteJsonAsync(this HttpContext context, Action<Utf8JsonWriter> write, string contentType = "application/json")
    {
        context.Response.ContentType = contentType;
        await using (var json = CompactJson.Writer(context.Response.BodyWriter)) write(json);
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
