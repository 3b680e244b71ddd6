using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reco.Domain;
using Reco.Domain.Rules;

namespace Reco.Cli.Targets;

/// <summary>The HTTP interface of a server. Faults become <see cref="CliException"/>s that say what the server said.</summary>
internal sealed class ServerApi : IDisposable
{
    /// <summary>A call of bounded size is answered within this, retries included; a body that is streamed may take longer.</summary>
    private static readonly TimeSpan CallTime = TimeSpan.FromMinutes(5), StreamTime = TimeSpan.FromMinutes(30);

    private readonly HttpClient http;

    public ServerApi(Uri address, string? key, TimeProvider clock, HttpMessageHandler? transport = null)
    {
        http = new HttpClient(new RetryingHandler(transport ?? new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }, clock)) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        if (!string.IsNullOrEmpty(key)) http.DefaultRequestHeaders.Add("x-functions-key", key);
    }

    /// <summary>Says who makes the changes of all calls from here on, and why.</summary>
    public void Say(RuleNote note)
    {
        if (note.Author is { } author) http.DefaultRequestHeaders.TryAddWithoutValidation("x-reco-author", author);
        if (note.Comment is { } comment) http.DefaultRequestHeaders.TryAddWithoutValidation("x-reco-comment", comment);
    }

    /// <summary>Sends a request and gives status and answer, whatever they are, but for those that no call can use (no server, no right).</summary>
    public async Task<ServerAnswer> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancel, bool once = false)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (once) request.Options.Set(RetryingHandler.Once, true);
        var time = once ? StreamTime : CallTime;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(time);
        try
        {
            using var response = await http.SendAsync(request, limit.Token);
            var answer = new ServerAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(limit.Token), $"{method} /{path.Split('?')[0]}");
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                throw new CliException($"{http.BaseAddress} refused {answer.Call}: {answer.Explanation()} Give the key by --key or RECO_KEY.");
            return answer;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new CliException($"{http.BaseAddress} did not answer {method} /{path.Split('?')[0]} within {time.TotalMinutes:0} minutes.");
        }
        catch (HttpRequestException fault)
        {
            throw new CliException($"{http.BaseAddress} can't be reached ({fault.Message}). Is a server running there?");
        }
    }

    /// <summary>As <see cref="SendAsync"/>; anything but success is a fault.</summary>
    public async Task<ServerAnswer> DemandAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancel, bool once = false)
    {
        var answer = await SendAsync(method, path, body, cancel, once);
        return answer.Ok ? answer : throw new CliException($"{http.BaseAddress} refused {answer.Call}: {answer.Explanation()}");
    }

    public void Dispose() => http.Dispose();

    public static HttpContent Json(ReadOnlyMemory<byte> json) => Typed(new ReadOnlyMemoryContent(json), "application/json");

    public static HttpContent Ndjson(ReadOnlyMemory<byte> lines) => Typed(new ReadOnlyMemoryContent(lines), "application/x-ndjson");

    internal static T Typed<T>(T content, string type) where T : HttpContent
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }
}

/// <summary>What a server answered.</summary>
internal sealed record ServerAnswer(HttpStatusCode Status, byte[] Body, string Call)
{
    public bool Ok => (int)Status is >= 200 and < 300;

    /// <summary>The body as JSON; null when it is none.</summary>
    public JsonNode? Json()
    {
        try
        {
            return Body.Length == 0 ? null : JsonNode.Parse(Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Every fault of a problem document: path, problem, fix.</summary>
    public IReadOnlyList<Fault> Faults() => Json()?["errors"] is JsonArray errors ? [.. errors.Select(FaultOf)] : [];

    /// <summary>Every fault; where the server names none and did not do it either, one of the whole document. Empty when it did it.</summary>
    public IReadOnlyList<Fault> FaultsOrWhole() => Faults() is { Count: > 0 } faults ? faults : Ok ? [] : [new("$", Explanation().TrimEnd('.'))];

    /// <summary>What a problem document says, on one or several lines.</summary>
    public string Explanation()
    {
        var detail = Json() is JsonObject problem ? (string?)(problem["detail"] ?? problem["title"]) : null;
        return string.Join("\n  ", [detail ?? $"{(int)Status} {Status}.", .. Faults()]);
    }

    internal static Fault FaultOf(JsonNode? fault) => fault is JsonObject ? new($"{fault["path"]}", $"{fault["problem"]}", $"{fault["fix"]}") : new("$", $"{fault}");
}
