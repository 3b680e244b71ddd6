using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;

namespace Reco.Domain.Interactions.Counting;

/// <summary>Reads one attribute of an item from its catalog's columns, for scopes of <c>seed.*</c>: the fold asks for few, by path.</summary>
public static class ItemAttributes
{
    /// <summary>The attribute as it is now; null without the catalog, the item, the attribute, or before the column of a just published rule is filled.</summary>
    public static Value Read(Catalog? catalog, string id, string path)
    {
        if (path == "id") return Value.Of(id);
        if (catalog is null || !catalog.Ids.TryGet(id, out var number)) return Value.Null;
        var (type, slot) = catalog.Reserve(path);
        var now = catalog.Current;
        if (!now.Has(number)) return Value.Null;
        return type switch
        {
            AttributeType.Number => slot < now.Numbers.Length ? Value.Of(now.Numbers[slot][number]) : Value.Null,
            AttributeType.Time => slot < now.Numbers.Length ? Value.OfTime(now.Numbers[slot][number]) : Value.Null,
            AttributeType.Text => slot < now.Texts.Length ? Value.Of(now.Codes.Text(now.Texts[slot][number])) : Value.Null,
            AttributeType.Boolean => slot < now.Booleans.Length && now.Booleans[slot][number] is not 0 and var code ? Value.Of(code == 2) : Value.Null,
            _ => slot < now.Values.Length ? now.Values[slot][number] : Value.Null,
        };
    }
}
