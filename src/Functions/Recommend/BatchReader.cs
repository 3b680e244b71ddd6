using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Expressions;
using Reco.Domain.Recommend;
using Reco.Functions.Http;

namespace Reco.Functions.Recommend;

/// <summary>A batch of calls.</summary>
/// <param name="Distinct">Whether an item is shown in one of the pages only.</param>
/// <param name="Calls">At least one.</param>
internal sealed record Batch(bool Distinct, IReadOnlyList<BatchCall> Calls);

/// <summary>One call of a batch.</summary>
/// <param name="Key"><c>service/rule</c>, or what was given of it.</param>
/// <param name="Request">The request or its own faults, with paths within the batch.</param>
internal sealed record BatchCall(string Key, Outcome<RecommendRequest> Request);

/// <summary>Reads <c>{ "distinct": true, "calls": [ { service, rule, user, item, limit, cursor, explain, context } ] }</c>.</summary>
internal static class BatchReader
{
    private static readonly string[] Known = ["distinct", "calls"];
    private static readonly string[] KnownOfCall = ["service", "rule", "user", "item", "limit", "cursor", "explain", "context"];

    /// <summary>The batch, or what is wrong with it as a whole; faults of one call stay with it.</summary>
    public static Outcome<Batch> Read(JsonElement root, Limits limits)
    {
        if (root.ValueKind != JsonValueKind.Object) return new List<Fault> { new("$", "not an object", "Send { \"calls\": [ … ] }.") };
        var faults = new List<Fault>();
        Unknown(root, "$", Known, faults);
        var distinct = Boolean(root, "$", "distinct", faults);
        var calls = new List<BatchCall>();
        if (!root.TryGetProperty("calls", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            faults.Add(new("$.calls", "not a list of calls", "Send at least one { \"service\": …, \"rule\": … }."));
        else if (list.GetArrayLength() > limits.BatchCalls)
            faults.Add(new("$.calls", $"{list.GetArrayLength()} calls are more than {limits.BatchCalls}"));
        else
            foreach (var call in list.EnumerateArray()) calls.Add(ReadCall(call, $"$.calls[{calls.Count}]", limits));
        return faults.Count > 0 ? faults : new Batch(distinct, calls);
    }

    private static BatchCall ReadCall(JsonElement call, string path, Limits limits)
    {
        if (call.ValueKind != JsonValueKind.Object) return new BatchCall("", new List<Fault> { new(path, "not an object") });
        var faults = new List<Fault>();
        Unknown(call, path, KnownOfCall, faults);
        var (service, rule) = (Text(call, path, "service", faults, required: true), Text(call, path, "rule", faults, required: true));
        var (user, items, context) = (Text(call, path, "user", faults), Items(call, path, faults), Context(call, path, faults));
        var all = (List<Fault>?)faults;
        RequestChecks.Ids(user, items, context, limits, ref all, path + ".");
        var request = new RecommendRequest
        {
            RequestId = RequestIds.Next(),
            User = user is { Length: > 0 } ? user : null,
            Items = items,
            Limit = Limit(call, path, limits, faults),
            Cursor = Text(call, path, "cursor", faults) is { Length: > 0 } cursor ? cursor : null,
            Explain = Boolean(call, path, "explain", faults),
            Context = context,
        };
        return new BatchCall($"{service}/{rule}", faults.Count > 0 ? faults : request);
    }

    private static void Unknown(JsonElement element, string path, string[] known, List<Fault> faults)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name)) faults.Add(new($"{path}.{property.Name}", "unknown property", NearestName.Suggest(property.Name, known)));
        }
    }

    /// <summary>A member that is there and not null.</summary>
    private static bool Has(JsonElement element, string name, out JsonElement value) => element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static string? Text(JsonElement element, string path, string name, List<Fault> faults, bool required = false)
    {
        if (!Has(element, name, out var value))
        {
            if (required) faults.Add(new($"{path}.{name}", "missing"));
            return null;
        }
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        faults.Add(new($"{path}.{name}", "not a text"));
        return null;
    }

    private static bool Boolean(JsonElement element, string path, string name, List<Fault> faults)
    {
        if (!Has(element, name, out var value)) return false;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        faults.Add(new($"{path}.{name}", "neither true nor false"));
        return false;
    }

    private static int? Limit(JsonElement element, string path, Limits limits, List<Fault> faults)
    {
        if (!Has(element, "limit", out var value)) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var limit) && limit >= 1 && limit <= limits.PageItems) return limit;
        faults.Add(RequestChecks.BadLimit($"{path}.limit", limits));
        return null;
    }

    private static List<string> Items(JsonElement element, string path, List<Fault> faults)
    {
        var items = new List<string>();
        if (!Has(element, "item", out var value)) return items;
        if (value.ValueKind == JsonValueKind.String) items.Add(value.GetString()!);
        else if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String)) items.AddRange(value.EnumerateArray().Select(v => v.GetString()!));
        else faults.Add(new($"{path}.item", "neither a text nor a list of texts"));
        return items;
    }

    private static Dictionary<string, Value> Context(JsonElement element, string path, List<Fault> faults)
    {
        var context = new Dictionary<string, Value>(StringComparer.Ordinal);
        if (!Has(element, "context", out var value)) return context;
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new($"{path}.context", "not an object"));
            return context;
        }
        foreach (var member in value.EnumerateObject())
        {
            if (member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array) faults.Add(new($"{path}.context.{member.Name}", "not a text, number or boolean"));
            else context[member.Name] = Value.Of(member.Value);
        }
        return context;
    }
}
