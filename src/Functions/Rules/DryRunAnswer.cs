using System.Text.Json;
using Reco.Domain.Rules;
using Reco.Domain.Rules.DryRuns;

namespace Reco.Functions.Rules;

/// <summary>Writes the report of a dry run. Shares have four digits, milliseconds three.</summary>
internal static class DryRunAnswer
{
    /// <summary>The report as members of an object.</summary>
    /// <param name="json">Where.</param>
    /// <param name="rule"><c>service/name</c></param>
    /// <param name="serving">What the draft was compared with; null for nothing.</param>
    /// <param name="asked">Requests that were to be answered.</param>
    /// <param name="report">What came of them.</param>
    /// <param name="notes">What to know about it.</param>
    public static void WriteMembers(Utf8JsonWriter json, string rule, CompiledRule? serving, int asked, DryRunReport report, IReadOnlyList<string> notes)
    {
        json.WriteString("rule"u8, rule);
        json.WriteNumber("requests"u8, asked);
        json.WriteNumber("answered"u8, report.Requests);
        json.WriteStartArray("notes"u8);
        foreach (var note in notes) json.WriteStringValue(note);
        json.WriteEndArray();
        if (report.Compared > 0) WriteComparison(json, report);
        json.WriteStartObject("draft"u8);
        WriteSide(json, report.Draft);
        json.WriteEndObject();
        if (serving is not null && report.Serving is { } side)
        {
            json.WriteStartObject("serving"u8);
            json.WriteNumber("version"u8, serving.Version);
            WriteSide(json, side);
            json.WriteEndObject();
        }
    }

    private static void WriteComparison(Utf8JsonWriter json, DryRunReport report)
    {
        json.WriteStartObject("comparison"u8);
        json.WriteNumber("pages"u8, report.Compared);
        json.WriteNumber("identical"u8, Math.Round(report.Identical, 4));
        json.WriteStartArray("overlap"u8);
        foreach (var (k, mean) in report.Overlap)
        {
            json.WriteStartObject();
            json.WriteNumber("k"u8, k);
            json.WriteNumber("mean"u8, Math.Round(mean, 4));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteItems(json, "gained", report.Gained);
        WriteItems(json, "lost", report.Lost);
        json.WriteStartArray("changed"u8);
        foreach (var page in report.Changed)
        {
            json.WriteStartObject();
            json.WriteNumber("request"u8, page.Request);
            json.WriteNumber("overlap"u8, Math.Round(page.Overlap, 4));
            WritePage(json, "before"u8, page.Before);
            WritePage(json, "after"u8, page.After);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("changedMore"u8, report.ChangedMore);
        json.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter json, string name, ItemsByPages items)
    {
        json.WriteStartArray(name);
        foreach (var (id, pages) in items.Top)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteNumber("pages"u8, pages);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber(name + "More", items.More);
    }

    private static void WritePage(Utf8JsonWriter json, ReadOnlySpan<byte> name, DryRunPage page)
    {
        json.WriteStartObject(name);
        if (page.Bucket is { } bucket) json.WriteString("bucket"u8, bucket);
        json.WriteStartArray("ids"u8);
        foreach (var id in page.Ids) json.WriteStringValue(id);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSide(Utf8JsonWriter json, DryRunSide side)
    {
        json.WriteNumber("pages"u8, side.Pages);
        json.WriteNumber("notFull"u8, Math.Round(side.NotFull, 4));
        json.WriteNumber("degraded"u8, Math.Round(side.Degraded, 4));
        json.WriteNumber("refused"u8, side.Refused);
        json.WriteStartArray("faults"u8);
        foreach (var (request, fault) in side.Faults)
        {
            json.WriteStartObject();
            json.WriteNumber("request"u8, request);
            json.WriteString("path"u8, fault.Path);
            json.WriteString("problem"u8, fault.Problem);
            if (fault.Fix.Length > 0) json.WriteString("fix"u8, fault.Fix);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("ms"u8);
        WriteTime(json, "total", side.Total);
        foreach (var (stage, time) in side.Stages) WriteTime(json, stage, time);
        json.WriteEndObject();
        json.WriteStartObject("buckets"u8);
        foreach (var (bucket, pages) in side.Buckets) json.WriteNumber(bucket, pages);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string stage, Spent time)
    {
        json.WriteStartObject(stage);
        json.WriteNumber("mean"u8, Math.Round(time.Mean, 3));
        json.WriteNumber("p95"u8, Math.Round(time.P95, 3));
        json.WriteEndObject();
    }
}
