using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Reco.Cli.Targets;
using Reco.Domain;

namespace Reco.Cli.Rules;

/// <summary>The rules of a server, by HTTP.</summary>
internal sealed class ServerRules(ServerApi api)
{
    /// <summary>Keys of the rules that serve, in order.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(CancellationToken cancel)
    {
        var answer = (await api.DemandAsync(HttpMethod.Get, "api/rules", null, cancel)).Json();
        var list = answer as JsonArray ?? answer?["rules"] as JsonArray ?? throw new CliException("The server did not answer GET /api/rules with a list of rules.");
        return [.. list.OfType<JsonObject>().Select(rule => $"{rule["service"]}/{rule["name"]}").Order(StringComparer.Ordinal)];
    }

    /// <summary>The document of a rule as its author sent it; null when there is none.</summary>
    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancel)
    {
        var answer = await api.SendAsync(HttpMethod.Get, Path(key), null, cancel);
        if (answer.Status == System.Net.HttpStatusCode.NotFound) return null;
        return answer.Ok ? answer.Body : throw new CliException($"{key}: {answer.Explanation()}");
    }

    /// <summary>Publishes a rule; gives its faults, or none when it serves.</summary>
    public async Task<IReadOnlyList<Fault>> PutAsync(RuleFile rule, CancellationToken cancel)
    {
        var answer = await api.SendAsync(HttpMethod.Put, Path(rule.Key), ServerApi.Json(rule.Json), cancel);
        return answer.FaultsOrWhole();
    }

    /// <summary>Every revision of a rule as the server tells it, newest first.</summary>
    public async IAsyncEnumerable<JsonObject> VersionsAsync(string key, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var query = ""; ;)
        {
            var answer = (await api.DemandAsync(HttpMethod.Get, $"{Path(key)}/versions{query}", null, cancel)).Json();
            if (answer?["versions"] is not JsonArray versions) throw new CliException($"The server did not answer with the revisions of {key}.");
            foreach (var version in versions.OfType<JsonObject>()) yield return version;
            if (answer["next"] is not { } next) yield break;
            query = $"?before={next}";
        }
    }

    /// <summary>What changes from a revision to another (null: the one that serves), one line a difference.</summary>
    public async Task<IReadOnlyList<string>> DiffAsync(string key, long from, long? to, CancellationToken cancel)
    {
        var answer = await api.DemandAsync(HttpMethod.Get, $"{Path(key)}/versions/{from}/diff{(to is null ? "" : $"?to={to}")}", null, cancel);
        return answer.Json()?["differences"] is JsonArray lines ? [.. lines.Select(line => $"{line}")] : throw new CliException($"The server did not answer with the differences of {key}.");
    }

    /// <summary>Publishes an earlier document again; gives the new revision.</summary>
    public async Task<long> RollbackAsync(string key, long to, CancellationToken cancel)
    {
        var body = ServerApi.Json(System.Text.Encoding.UTF8.GetBytes($"{{\"to\":{to}}}"));
        var answer = await api.DemandAsync(HttpMethod.Post, $"{Path(key)}/rollback", body, cancel);
        return answer.Json()?["version"]?.GetValue<long>() ?? throw new CliException($"The server did not answer with the new revision of {key}.");
    }

    /// <summary>Does one step of a canary; gives what serves then.</summary>
    public async Task<JsonObject> CanaryAsync(string key, byte[] step, CancellationToken cancel)
    {
        var answer = await api.DemandAsync(HttpMethod.Post, $"{Path(key)}/canary", ServerApi.Json(step), cancel);
        return answer.Json() as JsonObject ?? throw new CliException($"The server did not answer with the new revision of {key}.");
    }

    public Task DeleteAsync(string key, CancellationToken cancel) => api.DemandAsync(HttpMethod.Delete, Path(key), null, cancel);

    private static string Path(string key) => "api/rules/" + string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
}
