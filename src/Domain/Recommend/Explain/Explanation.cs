using System.Text.Json;

namespace Reco.Domain.Recommend.Explain;

/// <summary>
/// Writes why each item is on the page and each other candidate is not: for shown items their place, score and the parts that each source gave; for dropped ones the
/// filter that dropped them; what every source found, how long each stage took and whether it had to wait. Slow compared with the flow; only on demand.
/// </summary>
internal static class Explanation
{
    public static void Write(Call call, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (call.Bucket.Name is { } bucket) writer.WriteString("bucket", bucket);
        if (call.Bucket.IsHoldout) writer.WriteString("note", "the holdout: no candidates were asked, the page comes from fallback alone");
        WriteShown(call, writer);
        WriteDropped(call, writer);
        WriteSources(call, writer);
        writer.WriteStartArray("stages");
        foreach (var (stage, milliseconds, waited) in call.Trace.Stages)
        {
            writer.WriteStartObject();
            writer.WriteString("stage", stage);
            writer.WriteNumber("ms", Math.Round(milliseconds, 3));
            writer.WriteBoolean("waited", waited);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteShown(Call call, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("items");
        for (var i = 0; i < call.Page.Count; i++)
        {
            if (!call.Candidates.TryGet(call.ShownItems[i], out var index)) continue;
            WriteCandidateStart(call, writer, index);
            writer.WriteString("place", PlaceName(call.Candidates.Places[index]));
            WriteNumber(writer, "score", call.Candidates.Scores[index]);
            if (call.Candidates.Verdicts[index] < 0) WriteFilter(call, writer, "rolledBy", -call.Candidates.Verdicts[index] - 1);
            WriteParts(call, writer, index);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteDropped(Call call, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("dropped");
        for (var i = 0; i < call.Candidates.Count; i++)
        {
            var verdict = call.Candidates.Verdicts[i];
            if (Verdict.Allows(verdict)) continue;
            WriteCandidateStart(call, writer, i);
            if (verdict == Verdict.NoItem) writer.WriteString("reason", "no item data");
            else if (verdict == Verdict.ShownBefore) writer.WriteString("reason", "shown before");
            else WriteFilter(call, writer, "droppedBy", verdict - 1);
            WriteParts(call, writer, i);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteSources(Call call, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("sources");
        var fallbackFrom = call.Bucket.Candidates.Count;
        for (var i = 0; i < fallbackFrom + call.Bucket.Fallback.Count && i < call.SourcesAsked; i++)
        {
            var source = i < fallbackFrom ? call.Bucket.Candidates[i] : call.Bucket.Fallback[i - fallbackFrom];
            writer.WriteStartObject();
            writer.WriteString("source", source.Text);
            if (i >= fallbackFrom) writer.WriteBoolean("fallback", true);
            writer.WriteNumber("found", call.Found(i).Count);
            if (call.Found(i).Note is { } note) writer.WriteString("note", note);
            if (call.Failures.FirstOrDefault(f => f.Stage == source.Text) is { } failure) writer.WriteString("failed", failure.Failure is TimeoutException ? "late" : "failed");
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteCandidateStart(Call call, Utf8JsonWriter writer, int index)
    {
        writer.WriteStartObject();
        writer.WriteString("id", call.Items.Ids.Id(call.Candidates.All[index].Item));
    }

    private static void WriteFilter(Call call, Utf8JsonWriter writer, string name, int filter)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("filter", filter);
        writer.WriteString("text", call.Bucket.Filters[filter].Text);
        writer.WriteEndObject();
    }

    /// <summary>The source scores, each before and after its weight, that add up to <c>candidate.score</c>.</summary>
    private static void WriteParts(Call call, Utf8JsonWriter writer, int index)
    {
        writer.WriteStartArray("parts");
        var fallbackFrom = call.Bucket.Candidates.Count;
        for (var i = 0; i < call.SourcesAsked; i++)
        {
            if ((call.Candidates.All[index].Sources & (1u << i)) == 0) continue;
            var source = i < fallbackFrom ? call.Bucket.Candidates[i] : call.Bucket.Fallback[i - fallbackFrom];
            writer.WriteStartObject();
            writer.WriteString("source", source.Text);
            WriteNumber(writer, "score", call.Found(i).ScoreOf(call.Candidates.All[index].Item));
            WriteNumber(writer, "weight", source.Weight);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumber(name, value); else writer.WriteNull(name);
    }

    /// <summary>A place in words.</summary>
    internal static string PlaceName(Place place) => place switch
    {
        Place.Pinned => "pinned",
        Place.Rolled => "rolled",
        Place.Fallback => "fallback",
        Place.Relaxed => "diversity relaxed",
        _ => "ranked",
    };
}
