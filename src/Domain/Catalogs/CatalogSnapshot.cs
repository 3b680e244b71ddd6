namespace Reco.Domain.Catalogs;

/// <summary>
/// All items of one catalog as one request sees them, from start to end: typed columns by item number. Never changed, only replaced whole.
/// Only attributes that a published rule names (or that are declared) have a column; the documents themselves stay in the store.
/// </summary>
public sealed class CatalogSnapshot
{
    /// <summary>Item numbers and ids; shared by all snapshots of the catalog.</summary>
    public required ItemNumbers Ids { get; init; }
    /// <summary>Texts and codes of <see cref="Texts"/>; shared by all snapshots of the catalog.</summary>
    public required TextCodes Codes { get; init; }
    /// <summary>Version of each item's document; 0 for a number that never had an item (only relations name it), negative for a deleted one.</summary>
    public required Column<long> Versions { get; init; }
    /// <summary>Columns of numbers and of times (seconds since 1970); NaN is null.</summary>
    public required Column<double>[] Numbers { get; init; }
    /// <summary>Columns of text codes; 0 is null.</summary>
    public required Column<int>[] Texts { get; init; }
    /// <summary>Columns of booleans: 0 null, 1 false, 2 true.</summary>
    public required Column<byte>[] Booleans { get; init; }
    /// <summary>Columns of lists and of undeclared attributes.</summary>
    public required Column<Expressions.Value>[] Values { get; init; }
    /// <summary>Items that exist.</summary>
    public required int Count { get; init; }

    /// <summary>Whether there is an item of this number. What has none is no candidate.</summary>
    public bool Has(int number) => Versions[number] > 0;
}
