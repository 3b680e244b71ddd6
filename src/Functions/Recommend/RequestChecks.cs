using System.Text;
using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;

namespace Reco.Functions.Recommend;

/// <summary>What holds for a call however it is sent.</summary>
internal static class RequestChecks
{
    /// <summary>Checks ids and counts.</summary>
    public static void Ids(string? user, List<string>? items, Dictionary<string, Value>? context, Limits limits, ref List<Fault>? faults, string path = "")
    {
        if (user is { Length: > 0 } && RowId.Check(path + "user", user, limits) is { } badUser) (faults ??= []).Add(badUser);
        if (items is not null)
        {
            foreach (var item in items)
            {
                if (RowId.Check(path + "item", item, limits) is { } badItem) (faults ??= []).Add(badItem);
            }
            if (items.Count > limits.Seeds) (faults ??= []).Add(new(path + "item", $"{items.Count} items are more than {limits.Seeds}"));
        }
        if (context is not null)
        {
            if (context.Count > limits.ContextValues) (faults ??= []).Add(new(path + "context", $"{context.Count} values are more than {limits.ContextValues}"));
            foreach (var (name, value) in context)
            {
                if (RowId.Check($"{path}context.{name}", name, limits) is { } bad) (faults ??= []).Add(bad);
                else if (value.AsText is { Length: > 0 } text && Encoding.UTF8.GetByteCount(text) > limits.IdBytes)
                    (faults ??= []).Add(new($"{path}context.{name}", $"longer than {limits.IdBytes} bytes"));
            }
        }
    }

    /// <summary>The fault of a page size out of bounds.</summary>
    public static Fault BadLimit(string path, Limits limits) => new(path, $"not a whole number from 1 to {limits.PageItems}");
}
