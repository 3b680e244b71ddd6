using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reco.Cli.Rows;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;
using Reco.Domain.Learning.Evaluation;

namespace Reco.Cli.Evaluate;

/// <summary>Fills a server with the train part, publishes the rule, and asks it every question by the same calls that a shop makes.</summary>
/// <param name="api">The server.</param>
/// <param name="world">What to fill it with.</param>
/// <param name="whole">Whether the server's limits were raised so that the whole history counts; else a rule within the usual limits is made.</param>
/// <param name="terminal">For progress.</param>
internal sealed class EvaluationRun(ServerApi api, EvaluationWorld world, bool whole, Terminal terminal)
{
    private const string Service = "evaluation";
    private const int BatchRows = 1000;
    private const int Parallel = 4;

    private string RuleName => world.Baskets ? "baskets" : "history";

    public async Task PrepareAsync(CancellationToken cancel)
    {
        var target = new ServerTarget("the server", api);
        await api.DemandAsync(HttpMethod.Put, $"api/catalogs/{Uri.EscapeDataString(world.Catalog)}", ServerApi.Json("""{"attributes":{}}"""u8.ToArray()), cancel);
        await SendAsync(target, RowKind.Items, world.Items.Select(id => new JsonObject { ["id"] = id }), world.Items.Count, cancel);
        if (!world.Baskets) await SendAsync(target, RowKind.Interactions, world.Split.Train.Select(Interaction), world.Split.Train.Count, cancel);
        await target.ReplaceRelationAsync(world.Catalog, world.Relation, world.Lists, cancel);
        var body = ServerApi.Json(JsonSerializer.SerializeToUtf8Bytes(Rule()));
        await api.DemandAsync(HttpMethod.Put, $"api/rules/{Service}/{RuleName}", body, cancel);
    }

    /// <summary>The ids that the server shows for each question, in order.</summary>
    public Task<IReadOnlyList<string>[]> AskAsync(int limit, CancellationToken cancel) => ProgressView.RunAsync(terminal, "asking", async view =>
    {
        var (questions, done) = (world.Split.Questions, 0);
        var shown = new IReadOnlyList<string>[questions.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancel };
        await System.Threading.Tasks.Parallel.ForAsync(0, questions.Count, options, async (i, stop) =>
        {
            var answer = await api.DemandAsync(HttpMethod.Get, $"api/recommend/{Service}/{RuleName}?{Query(questions[i])}&limit={limit}", null, stop);
            var page = answer.Json();
            if ((bool?)page?["degraded"] == true) throw new CliException("The server answered with something missing (degraded). Its figures would mislead; see its log.");
            shown[i] = [.. (page?["items"] as JsonArray ?? throw new CliException("The server answered without items.")).Select(item => (string)item!["id"]!)];
            lock (shown) view.Report(++done, (double)done / questions.Count);
        });
        return shown;
    });

    private JsonObject Rule()
    {
        var rule = world.Rule is not null
            ? JsonNode.Parse(world.Rule) as JsonObject ?? throw new CliException("The rule is not a JSON object.")
            : BuiltIn();
        (rule["service"], rule["name"], rule["catalog"]) = (Service, RuleName, world.Catalog);
        return rule;
    }

    private JsonObject BuiltIn()
    {
        var (history, take) = whole ? (world.Longest, world.Items.Count) : (100, 1000);
        return new JsonObject
        {
            ["candidates"] = new JsonArray(new JsonObject
            {
                ["related"] = world.Relation,
                ["to"] = world.Baskets ? "@request.items" : $"@user.last('{world.Type}', {history})",
                ["take"] = take,
            }),
            ["filters"] = new JsonArray(world.Baskets ? (JsonNode)"@!(item.id in request.items)" : new JsonObject { ["drop"] = $"@user.did('{world.Type}', item.id)" }),
            ["limit"] = 20,
            ["fields"] = new JsonArray("id"),
        };
    }

    private string Query(Question question) => world.Baskets
        ? string.Join('&', question.Known.Select(item => $"item={Uri.EscapeDataString(item)}"))
        : $"user={Uri.EscapeDataString(question.User)}";

    private JsonObject Interaction(Rated row) => new()
    {
        ["user"] = row.User,
        ["item"] = row.Item,
        ["type"] = world.Type,
        ["at"] = DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
    };

    private Task<int> SendAsync(ServerTarget target, RowKind kind, IEnumerable<JsonObject> rows, int count, CancellationToken cancel) =>
        ProgressView.RunAsync(terminal, $"filling {kind.ToString().ToLowerInvariant()}", async view =>
        {
            var sent = 0;
            foreach (var chunk in rows.Chunk(BatchRows))
            {
                var result = await target.SendAsync(kind, world.Catalog, [.. chunk.Select(row => new SourceRow(++sent, JsonSerializer.SerializeToUtf8Bytes(row), null))], cancel);
                if (result.Rejected.Count > 0) throw new CliException($"The server rejected {chunk[result.Rejected[0].Index].ToJsonString()}: {result.Rejected[0].Reason}");
                view.Report(sent, (double)sent / count);
            }
            return sent;
        });
}
