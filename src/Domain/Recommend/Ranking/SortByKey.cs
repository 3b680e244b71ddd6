using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;

namespace Reco.Domain.Recommend.Ranking;

/// <summary>The order of <c>orderBy</c> where the process sorts: ascending, numbers and times before texts, null last, ties by id.</summary>
internal static class SortByKey
{
    public static List<int> Ascending(IEnumerable<int> items, Func<int, Value> keyOf, ItemNumbers ids)
    {
        var keyed = items.Select(item => (Item: item, Key: keyOf(item))).ToList();
        keyed.Sort((a, b) =>
        {
            var byKey = Compare(a.Key, b.Key);
            return byKey != 0 ? byKey : Utf8Order.Compare(ids.Id(a.Item), ids.Id(b.Item));
        });
        return [.. keyed.Select(k => k.Item)];
    }

    private static int Compare(Value a, Value b)
    {
        if (a.IsNull || b.IsNull) return a.IsNull.CompareTo(b.IsNull);
        if (a.AsText is { } left && b.AsText is { } right) return Utf8Order.Compare(left, right);
        var (x, y) = (Numeric(a), Numeric(b));
        return double.IsNaN(x) || double.IsNaN(y) ? double.IsNaN(x).CompareTo(double.IsNaN(y)) : x.CompareTo(y);
    }

    private static double Numeric(Value value) => value.Kind switch
    {
        ValueKind.Number => value.AsNumber,
        ValueKind.Time => value.AsTime,
        ValueKind.Boolean => value.AsBoolean == true ? 1 : 0,
        _ => double.NaN,
    };
}
