using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Reco.Cli.Rows;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;

namespace Reco.Cli.Targets;

/// <summary>A server, over HTTP.</summary>
internal sealed class ServerTarget(string name, ServerApi api) : ITarget
{
    public string Name => name;

    public async Task<BatchResult> SendAsync(RowKind kind, string catalog, IReadOnlyList<SourceRow> rows, CancellationToken cancel)
    {
        var (method, path) = kind switch
        {
            RowKind.Items => (HttpMethod.Put, "api/items"),
            RowKind.ItemPatches => (HttpMethod.Patch, "api/items"),
            RowKind.Users => (HttpMethod.Put, "api/users"),
            _ => (HttpMethod.Post, "api/interactions"),
        };
        var answer = await api.SendAsync(method, $"{path}?catalog={Uri.EscapeDataString(catalog)}", ServerApi.Ndjson(Lines(rows)), cancel);
        var result = answer.Json();
        var told = answer.Ok || (answer.Status == HttpStatusCode.BadRequest && result?["rejected"] is JsonArray);
        if (!told) throw new CliException($"{name} refused {answer.Call}: {answer.Explanation()}");

        var rejected = (result?["rejected"] as JsonArray ?? []).Select(r => ((int)r!["index"]!, Reasons(r))).ToList();
        return new BatchResult((int?)result?["accepted"] ?? rows.Count - rejected.Count, (int?)result?["duplicates"] ?? 0, rejected);
    }

    public async Task ReplaceRelationAsync(string catalog, string relation, IEnumerable<RelationRow> rows, CancellationToken cancel) =>
        await api.DemandAsync(
            HttpMethod.Put, $"api/relations/{Uri.EscapeDataString(relation)}?catalog={Uri.EscapeDataString(catalog)}",
            ServerApi.Typed(new RelationContent(rows), "application/x-ndjson"), cancel, once: true);

    public IAsyncEnumerable<Interaction> ReadInteractionsAsync(string catalog, CancellationToken cancel) => throw new CliException(
        $"{name}: a server does not give its interactions out over HTTP. Train from the file they came from, or stop the server and give its data folder.");

    public async Task<JsonNode> ReadDeadLettersAsync(string? after, CancellationToken cancel) =>
        Told(await api.DemandAsync(HttpMethod.Get, $"api/dead-letters{(after is null ? "" : $"?after={Uri.EscapeDataString(after)}")}", null, cancel));

    public async Task<JsonNode> ReplayDeadLettersAsync(IReadOnlyList<string>? ids, CancellationToken cancel)
    {
        JsonObject order = ids is null ? new() { ["all"] = true } : new() { ["ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) };
        return Told(await api.DemandAsync(HttpMethod.Post, "api/dead-letters/replay", ServerApi.Json(Encoding.UTF8.GetBytes(order.ToJsonString())), cancel));
    }

    public ValueTask DisposeAsync()
    {
        api.Dispose();
        return ValueTask.CompletedTask;
    }

    private static JsonNode Told(ServerAnswer answer) => answer.Json() ?? throw new CliException("The server did not answer with JSON.");

    private static string Reasons(JsonNode row) => row["errors"] is JsonArray errors ? string.Join(" ", errors.Select(ServerAnswer.FaultOf)) : "rejected";

    private static ReadOnlyMemory<byte> Lines(IReadOnlyList<SourceRow> rows)
    {
        var lines = new ArrayBufferWriter<byte>(rows.Count * 128);
        foreach (var row in rows)
        {
            lines.Write(row.Json.Span);
            lines.Write("\n"u8);
        }
        return lines.WrittenMemory;
    }
}
