using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;

namespace Reco.Domain.Recommend.Ranking;

/// <summary>The order of <c>orderBy</c> where the process sorts: ascending, numbers and times before texts, then lists in no order of their own, null last, ties by id.</summary>
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
        var (left, right) = (Class(a), Class(b));
        if (left != right) return left.CompareTo(right);
        return left switch
        {
            0 => Numeric(a).CompareTo(Numeric(b)),
            1 => Utf8Order.Compare(a.AsText!, b.AsText!),
            _ => 0,
        };
    }

    private static int Class(Value value) => value.Kind switch
    {
        ValueKind.Number or ValueKind.Time or ValueKind.Boolean => 0,
        ValueKind.Text => 1,
        ValueKind.List => 2,
        _ => 3,
    };

    private static double Numeric(Value value) => value.Kind switch
    {
        ValueKind.Number => value.AsNumber,
        ValueKind.Time => value.AsTime,
        _ => value.AsBoolean == true ? 1 : 0,
    };
}
