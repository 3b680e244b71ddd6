using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Reco.Domain;

namespace Reco.Functions.Http;

/// <summary>An error answer (RFC 9457): what is wrong, and every fault with where it is and what to do.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">One sentence for people.</param>
/// <param name="Faults">Every fault; empty when the sentence says it all.</param>
internal sealed record Problem(int Status, string Detail, IReadOnlyList<Fault> Faults)
{
    private const string ContentType = "application/problem+json";

    /// <summary>A problem whose sentence says it all.</summary>
    public Problem(int status, string detail) : this(status, detail, []) { }

    /// <summary>Faults of the request: 400.</summary>
    public static Problem BadRequest(IReadOnlyList<Fault> faults) => new(StatusCodes.Status400BadRequest, Sentence(faults, "request"), faults);

    /// <summary>One fault of the request: 400.</summary>
    public static Problem BadRequest(string path, string problem, string fix = "") => BadRequest([new Fault(path, problem, fix)]);

    /// <summary>A document that can be read but not served: 422.</summary>
    public static Problem Unprocessable(IReadOnlyList<Fault> faults, string what) => new(StatusCodes.Status422UnprocessableEntity, Sentence(faults, what), faults);

    /// <summary>Nothing of that name: 404.</summary>
    public static Problem NotFound(string detail, string fix = "") => new(StatusCodes.Status404NotFound, fix.Length == 0 ? detail : $"{detail} {fix}");

    /// <summary>Answers with it. Nothing may have been written before.</summary>
    public Task WriteToAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        return context.WriteJsonAsync(Write, ContentType);
    }

    /// <summary>Answers with it and asks the caller to come again.</summary>
    public Task WriteToAsync(HttpContext context, int retryAfterSeconds)
    {
        context.Response.Headers.RetryAfter = retryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return WriteToAsync(context);
    }

    /// <summary>The problem as one JSON object, also in place of a page in a batch.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteMembers(json);
        json.WriteEndObject();
    }

    /// <summary>The members, for an object that has further ones.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(Status));
        json.WriteNumber("status"u8, Status);
        json.WriteString("detail"u8, Detail);
        if (Faults.Count > 0) json.WriteFaults("errors"u8, Faults);
    }

    private static string Sentence(IReadOnlyList<Fault> faults, string what) => faults.Count == 1 ? $"1 fault in the {what}." : $"{faults.Count} faults in the {what}.";
}
