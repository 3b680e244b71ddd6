using System.Text;
using System.Text.Json;
using Reco.Domain.Expressions;

namespace Reco.Domain.Reading;

/// <summary>The <c>context</c> of a call or of an interaction: names with texts, numbers and booleans. The same bounds for both, since popularity counted by one is read by the other.</summary>
public static class ContextValues
{
    /// <summary>Reads a JSON object of values.</summary>
    public static Dictionary<string, Value> Read(JsonPlace place, Limits limits)
    {
        var context = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var member in place.AllMembers())
        {
            if (member.Json.ValueKind is JsonValueKind.Object or JsonValueKind.Array) member.Mismatch("a text, a number or a boolean");
            else if (member.Json.ValueKind != JsonValueKind.Number) context[member.Name] = Value.Of(member.Json);
            else if (member.Number() is { } number) context[member.Name] = Value.Of(number);
        }
        Check(place.Path, context, limits, place.Faults);
        return context;
    }

    /// <summary>Adds what is wrong with names, texts and their number.</summary>
    public static void Check(string path, IReadOnlyDictionary<string, Value> context, Limits limits, List<Fault> faults)
    {
        if (context.Count > limits.ContextValues) faults.Add(new(path, $"at most {limits.ContextValues} values are allowed, not {context.Count}"));
        foreach (var (name, value) in context)
        {
            var at = JsonPath.Member(path, name);
            if (RowId.Check(at, name, limits) is { } bad) faults.Add(bad with { Problem = $"its name: {bad.Problem}" });
            else if (value.AsText is { Length: > 0 } text && Encoding.UTF8.GetByteCount(text) > limits.IdBytes) faults.Add(RowId.TooLong(at, limits.IdBytes));
        }
    }
}
