using System.Text.Json;
using Reco.Domain.Expressions;

namespace Reco.Domain.Interactions;

/// <summary>
/// The gate before the log: one row of <c>POST /api/interactions</c> becomes an <see cref="Interaction"/>, or every fault that it has, in document order.
/// What passes needs no further check anywhere. An optional property that is null counts as absent. Safe for many threads.
/// </summary>
/// <param name="types">The types that the server knows.</param>
/// <param name="limits">Bounds.</param>
/// <param name="time">Now, for rows without <c>at</c> and against rows from the future.</param>
public sealed class InteractionReader(InteractionTypes types, Limits limits, TimeProvider time)
{
    /// <summary>How far ahead of the server's clock <c>at</c> may be.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private static readonly string[] Names = ["id", "user", "item", "type", "at", "value", "basket", "requestId", "position", "context"];
    private static readonly string[] Required = ["user", "item", "type"];

    /// <summary>Reads a row from its bytes (one NDJSON line).</summary>
    public Outcome<Interaction> Read(ReadOnlyMemory<byte> json) => RowJson.Parse(json, limits, Read);

    /// <summary>Reads a row of a parsed body.</summary>
    public Outcome<Interaction> Read(JsonElement json)
    {
        var row = new RowJson(limits);
        if (!row.IsObject(json)) return row.Faults!;
        string? id = null, user = null, item = null, type = null, basket = null, requestId = null;
        long? at = null;
        double? value = null;
        int? position = null;
        IReadOnlyDictionary<string, Value>? context = null;
        var seen = 0;
        foreach (var property in json.EnumerateObject())
        {
            if (row.Name("$", property) is not { } name) continue;
            var index = Array.IndexOf(Names, name);
            var path = RowJson.Below("$", name);
            if (index < 0)
            {
                row.Fault(path, "unknown property", NearestName.Suggest(name, Names));
                continue;
            }
            if ((seen & 1 << index) != 0) row.Fault(path, "given twice");
            seen |= 1 << index;
            var given = property.Value;
            if (given.ValueKind == JsonValueKind.Null)
            {
                if (Required.Contains(name)) row.Fault(path, "null, but it is needed");
                continue;
            }
            switch (name)
            {
                case "id": id = row.Id(path, given); break;
                case "user": user = row.Id(path, given); break;
                case "item": item = row.Id(path, given); break;
                case "type": type = Type(row, path, given); break;
                case "at": at = At(row, path, given); break;
                case "value": value = Number(row, path, given); break;
                case "basket": basket = row.Id(path, given); break;
                case "requestId": requestId = row.Id(path, given); break;
                case "position": position = Position(row, path, given); break;
                default: context = Context(row, path, given); break;
            }
        }
        foreach (var name in Required)
        {
            if ((seen & 1 << Array.IndexOf(Names, name)) == 0) row.Fault($"$.{name}", "missing");
        }
        if (row.Faults is { } faults) return faults;
        var read = new Interaction
        {
            Id = id,
            User = user!,
            Item = item,
            Type = type!,
            AtMs = at ?? time.GetUtcNow().ToUnixTimeMilliseconds(),
            Value = value,
            Basket = basket,
            RequestId = requestId,
            Position = position,
        };
        return context is null ? read : read with { Context = context };
    }

    private string? Type(RowJson row, string path, JsonElement given)
    {
        if (row.Id(path, given) is not { } type) return null;
        if (types.Canonical(type) is { } known) return known;
        row.Fault(path, $"unknown type \"{type}\"", $"{NearestName.Suggest(type, types.Names)} Declare others by the setting Reco__Types__NAME.");
        return null;
    }

    private long? At(RowJson row, string path, JsonElement given)
    {
        var seconds = given.ValueKind == JsonValueKind.String ? Value.ParseTime(row.Text(path, given)) : double.NaN;
        if (double.IsNaN(seconds))
        {
            row.Fault(path, "not a time", "Write ISO 8601, as in \"2026-05-01T12:30:00Z\".");
            return null;
        }
        var ms = (long)Math.Round(seconds * 1000);
        if (ms < 0) row.Fault(path, "before 1970");
        else if (ms > (time.GetUtcNow() + Ahead).ToUnixTimeMilliseconds()) row.Fault(path, "more than 5 minutes ahead of the server's clock", "Check the sender's clock, or leave it out: it defaults to now.");
        return ms;
    }

    private static double? Number(RowJson row, string path, JsonElement given)
    {
        if (given.ValueKind == JsonValueKind.Number && given.TryGetDouble(out var number) && double.IsFinite(number)) return number;
        row.Fault(path, given.ValueKind == JsonValueKind.Number ? "not a finite number" : $"{RowJson.Kind(given)} is no number");
        return null;
    }

    private static int? Position(RowJson row, string path, JsonElement given)
    {
        if (given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var position) && position >= 1) return position;
        row.Fault(path, "not a place on a page", "Write a whole number from 1.");
        return null;
    }

    private Dictionary<string, Value>? Context(RowJson row, string path, JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.Object)
        {
            row.Fault(path, $"{RowJson.Kind(given)} is no context", "Write an object of texts, numbers and booleans.");
            return null;
        }
        var context = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var property in given.EnumerateObject())
        {
            if (row.Name(path, property) is not { } name) continue;
            var below = RowJson.Below(path, name);
            if (System.Text.Encoding.UTF8.GetByteCount(name) > limits.IdBytes) row.Fault(below, $"its name is longer than {limits.IdBytes} bytes");
            var value = property.Value.ValueKind switch
            {
                JsonValueKind.Object or JsonValueKind.Array => Refused(row, below, property.Value),
                JsonValueKind.String => Value.Of(row.Text(below, property.Value)),
                JsonValueKind.Number => Value.Of(Number(row, below, property.Value) ?? double.NaN),
                _ => Value.Of(property.Value),
            };
            if (!context.TryAdd(name, value)) row.Fault(below, "given twice");
        }
        if (context.Count > limits.ContextValues) row.Fault(path, $"{context.Count} values are more than {limits.ContextValues}");
        return context;
    }

    private static Value Refused(RowJson row, string path, JsonElement given)
    {
        row.Fault(path, $"{RowJson.Kind(given)} is no context value", "Write a text, a number or a boolean.");
        return Value.Null;
    }
}
