using Reco.Domain;
using Reco.Domain.Expressions;
using Reco.Domain.Reading;

namespace Reco.Functions.Recommend;

/// <summary>What holds for a call however it is sent.</summary>
internal static class RequestChecks
{
    /// <summary>Checks ids and counts of a query string.</summary>
    public static void Check(string? user, List<string>? items, Dictionary<string, Value>? context, Limits limits, ref List<Fault>? faults)
    {
        if (user is { Length: > 0 } && RowId.Check("user", user, limits) is { } badUser) (faults ??= []).Add(badUser);
        if (items is not null)
        {
            foreach (var item in items)
            {
                if (RowId.Check("item", item, limits) is { } badItem) (faults ??= []).Add(badItem);
            }
            if (items.Count > limits.Seeds) (faults ??= []).Add(TooManyItems("item", items.Count, limits));
        }
        if (context is not null) ContextValues.Check("context", context, limits, faults ??= []);
        if (faults?.Count == 0) faults = null;
    }

    /// <summary>The fault of a call with too many items.</summary>
    public static Fault TooManyItems(string path, int count, Limits limits) => new(path, $"at most {limits.Seeds} items are allowed, not {count}");

    /// <summary>What a page size must be.</summary>
    public static string PageSize(Limits limits) => $"a whole number from 1 to {limits.PageItems}";
}
