using System.Text;
using System.Text.Json;

namespace Reco.Domain.Catalogs;

/// <summary>Reads the id that a row carries: the same rules for items, users and keys of relations.</summary>
public static class RowId
{
    /// <summary>The text at a property, or null and a fault.</summary>
    public static string? Read(JsonElement row, string property, Limits limits, List<Fault> faults, string path = "$")
    {
        if (!row.TryGetProperty(property, out var element))
        {
            faults.Add(new($"{path}.{property}", "missing"));
            return null;
        }
        if (element.ValueKind != JsonValueKind.String)
        {
            faults.Add(new($"{path}.{property}", "not a text", "Write it in quotes."));
            return null;
        }
        var id = element.GetString()!;
        if (Check($"{path}.{property}", id, limits) is not { } fault) return id;
        faults.Add(fault);
        return null;
    }

    /// <summary>What is wrong with an id: it must have 1 to <see cref="Limits.IdBytes"/> bytes and no control characters. Null when it is fine.</summary>
    public static Fault? Check(string path, string id, Limits limits) =>
        id.Length == 0 ? new(path, "empty")
        : Encoding.UTF8.GetByteCount(id) > limits.IdBytes ? new(path, $"longer than {limits.IdBytes} bytes")
        : id.Any(char.IsControl) ? new(path, "holds a control character")
        : null;
}
