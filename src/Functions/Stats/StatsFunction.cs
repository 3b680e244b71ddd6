using System.Text.Json;
using Reco.Domain.Interactions;
using Reco.Domain.Rules;
using Reco.Domain.Statistics;
using Reco.Functions.Http;
using Reco.Functions.Rules;

namespace Reco.Functions.Stats;

/// <summary>What came of a rule's pages, by bucket: <c>GET /api/stats/{service}/{rule}</c>. The canary stands apart, and so do buckets that no longer serve.</summary>
/// <param name="statistics">The counts.</param>
/// <param name="rules">The buckets that serve, with their shares.</param>
/// <param name="publisher">Knows which rules there are.</param>
/// <param name="types">Kinds of reward.</param>
/// <param name="clock">Counts decay to now.</param>
internal sealed class StatsFunction(RuleStatistics statistics, LiveRules rules, RulePublisher publisher, InteractionTypes types, TimeProvider clock)
{
    /// <summary>Answers a call.</summary>
    public async Task GetAsync(HttpContext context)
    {
        var (address, query) = (RuleAddress.Of(context), StatsQuery.Read(context.Request.QueryString.Value, types));
        var rule = rules.Current.Find(address.Key);
        if (!query.Ok || rule is null)
        {
            await (query.Ok ? address.Unknown(publisher) : Problem.BadRequest(query.Faults)).WriteToAsync(context);
            return;
        }
        var report = statistics.Read(rule.Key, query.Value.Type, clock.GetUtcNow().ToUnixTimeMilliseconds());
        context.Response.Headers.CacheControl = "no-store";
        await context.WriteJsonAsync(json => Write(json, rule, report, query.Value));
    }

    private static void Write(Utf8JsonWriter json, CompiledRule rule, RuleReport report, StatsQuery query)
    {
        json.WriteStartObject();
        json.WriteString("rule"u8, rule.Key);
        json.WriteString("type"u8, query.Type);
        json.WriteString("halfLife"u8, RuleStatistics.Forgetting.Name());
        WriteRevision(json, rule, report, query);
        if (rule.Canary is { } canary)
        {
            json.WriteStartObject("canary"u8);
            json.WriteNumber("share"u8, canary.Terms.Share);
            WriteRevision(json, canary.Rule, report, query);
            json.WriteEndObject();
        }
        var former = report.Arms.Where(a => a.Canary == 0 && a.Pages >= 0.5 && rule.Buckets.All(b => (b.Name ?? "") != a.Bucket)).ToList();
        if (former.Count > 0)
        {
            json.WriteStartArray("former"u8);
            foreach (var arm in former) WriteArm(json, arm.Bucket, null, arm, query);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteRevision(Utf8JsonWriter json, CompiledRule rule, RuleReport report, StatsQuery query)
    {
        json.WriteNumber("version"u8, rule.Version);
        json.WriteStartArray("buckets"u8);
        foreach (var bucket in rule.Buckets)
        {
            var arm = report.Arms.FirstOrDefault(a => a.Bucket == (bucket.Name ?? "") && a.Canary == (rule.Stored.Canary?.Beside ?? 0));
            WriteArm(json, bucket.Name, bucket.Share, arm, query);
        }
        json.WriteEndArray();
        if (rule.Buckets.Count > 1) WriteSplit(json, SampleRatio.Of(rule, report));
    }

    private static void WriteArm(Utf8JsonWriter json, string? bucket, double? share, ArmReport? arm, StatsQuery query)
    {
        json.WriteStartObject();
        if (!string.IsNullOrEmpty(bucket)) json.WriteString("bucket"u8, bucket);
        if (share is { } percent) json.WriteNumber("share"u8, percent);
        json.WriteNumber("pages"u8, Math.Round(arm?.Pages ?? 0, 3));
        WriteRated(json, arm?.Total ?? default);
        if (arm is { Worth: > 0 })
        {
            var (low, high) = arm.Interval;
            json.WriteStartObject("interval"u8);
            json.WriteNumber("low"u8, Math.Round(low, 6));
            json.WriteNumber("high"u8, Math.Round(high, 6));
            json.WriteEndObject();
        }
        if (query.Positions)
        {
            json.WriteStartArray("positions"u8);
            foreach (var (place, rated) in (arm?.Positions ?? []).Index())
            {
                json.WriteStartObject();
                json.WriteNumber("position"u8, place + 1);
                WriteRated(json, rated);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        if (query.Items > 0)
        {
            json.WriteStartArray("items"u8);
            foreach (var (id, rated) in (arm?.Items ?? []).OrderByDescending(i => i.Rated.Impressions).ThenBy(i => i.Id, StringComparer.Ordinal).Take(query.Items))
            {
                json.WriteStartObject();
                json.WriteString("id"u8, id);
                WriteRated(json, rated);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteRated(Utf8JsonWriter json, Rated rated)
    {
        json.WriteNumber("impressions"u8, Math.Round(rated.Impressions, 3));
        json.WriteNumber("rewards"u8, Math.Round(rated.Rewards, 3));
        json.WriteNumber("rate"u8, Math.Round(rated.Rate, 6));
    }

    private static void WriteSplit(Utf8JsonWriter json, SampleRatio split)
    {
        json.WriteStartObject("split"u8);
        json.WriteStartArray("people"u8);
        foreach (var people in split.People) json.WriteNumberValue(people);
        json.WriteEndArray();
        if (split.Test is { } test)
        {
            json.WriteNumber("chiSquare"u8, Math.Round(test.Statistic, 3));
            json.WriteNumber("p"u8, test.P);
        }
        if (split.Finding is not null) json.WriteString("finding"u8, split.Finding);
        json.WriteEndObject();
    }
}
