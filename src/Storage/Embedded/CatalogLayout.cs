using System.Collections.Frozen;
using System.Text.Json;
using Reco.Domain.Catalogs;

namespace Reco.Storage.Embedded;

/// <summary>
/// Where the items of one catalog are. Documents: <c>items_n</c>, for as long as there is a catalog. Declared attributes: <c>attributes_n_g</c>, one column
/// each (<c>a0</c>, <c>a1</c>, … in ordinal order of their paths) with an index, and <c>lists_n_g</c>, a row per distinct element of a list. New declarations
/// are a new generation g of those two, filled from the documents; names of operators never become names in SQL.
/// </summary>
/// <param name="Number">n</param>
/// <param name="Generation">g</param>
/// <param name="Definition">What is declared.</param>
internal sealed record CatalogLayout(long Number, long Generation, CatalogDefinition Definition)
{
    private readonly FrozenDictionary<string, int> places =
        Definition.Attributes.Keys.Order(StringComparer.Ordinal).Select((path, i) => (path, i)).ToFrozenDictionary(p => p.path, p => p.i, StringComparer.Ordinal);

    /// <summary>Declared attributes in the order of their columns.</summary>
    public (string[] Path, AttributeType Type)[] Columns { get; } =
        [.. Definition.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => (a.Key.Split('.'), a.Value))];

    public string Items { get; } = $"items_{Number}";
    public string Attributes { get; } = $"attributes_{Number}_{Generation}";
    public string Lists { get; } = $"lists_{Number}_{Generation}";

    /// <summary>Which column an attribute has; −1 when it is not declared.</summary>
    public int PlaceOf(string path) => places.GetValueOrDefault(path, -1);

    /// <summary>The layout of a catalog as the session sees it; null when there is no such catalog.</summary>
    public static CatalogLayout? Find(Session session, string catalog)
    {
        using var row = session.Prepare("SELECT n, generation, attributes FROM catalogs WHERE name = ?");
        return row.Bind(1, catalog).Step() ? new CatalogLayout(row.Int64(0), row.Int64(1), new CatalogDefinition(catalog, Read(row.Bytes(2)))) : null;
    }

    /// <summary>The definitions of all catalogs.</summary>
    public static List<CatalogDefinition> All(Session session)
    {
        using var rows = session.Prepare("SELECT name, attributes FROM catalogs ORDER BY name");
        var all = new List<CatalogDefinition>();
        while (rows.Step()) all.Add(new CatalogDefinition(rows.Text(0)!, Read(rows.Bytes(1))));
        return all;
    }

    /// <summary>The layout of a catalog, which is made (declaring nothing) when there is none. For the writer.</summary>
    public static CatalogLayout FindOrMake(Session session, string catalog)
    {
        if (Find(session, catalog) is { } known) return known;
        using (var insert = session.Prepare("INSERT INTO catalogs (name, attributes, generation) VALUES (?, '{}', 0)")) insert.Bind(1, catalog).Step();
        var made = Find(session, catalog)!;
        session.Execute($"CREATE TABLE {made.Items} (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, json BLOB NOT NULL)");
        made.MakeTables(session);
        return made;
    }

    /// <summary>The next generation, which declares something else; its tables are made, and the catalog points to them. For the writer.</summary>
    public CatalogLayout Redeclare(Session session, CatalogDefinition definition)
    {
        var next = new CatalogLayout(Number, Generation + 1, definition);
        using (var update = session.Prepare("UPDATE catalogs SET attributes = ?, generation = ? WHERE n = ?"))
        {
            update.Bind(1, Write(definition)).Bind(2, next.Generation).Bind(3, Number).Step();
        }
        next.MakeTables(session);
        return next;
    }

    /// <summary>Makes the indexes; after the tables were filled, which is faster.</summary>
    public void MakeIndexes(Session session)
    {
        for (var i = 0; i < Columns.Length; i++)
        {
            if (Columns[i].Type != AttributeType.List) session.Execute($"CREATE INDEX {Attributes}_{i} ON {Attributes} (a{i})");
        }
        session.Execute($"CREATE INDEX {Lists}_by_item ON {Lists} (id)");
    }

    public void DropTables(Session session) => session.Execute($"DROP TABLE {Attributes}; DROP TABLE {Lists}");

    private void MakeTables(Session session)
    {
        // Keyed by id, so that each index ends with the id and gives its items in the order of ties.
        session.Execute($"CREATE TABLE {Attributes} (id TEXT PRIMARY KEY{string.Concat(Columns.Select((c, i) => $", a{i} {SqlType(c.Type)}"))}) WITHOUT ROWID");
        session.Execute($"CREATE TABLE {Lists} (attribute INTEGER NOT NULL, value, id TEXT NOT NULL, PRIMARY KEY (attribute, value, id)) WITHOUT ROWID");
        if (Generation == 0) MakeIndexes(session);
    }

    private static string SqlType(AttributeType type) => type switch
    {
        AttributeType.Number or AttributeType.Time => "REAL",
        AttributeType.Text => "TEXT",
        AttributeType.Boolean => "INTEGER",
        _ => "BLOB",
    };

    private static FrozenDictionary<string, AttributeType> Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<Dictionary<string, int>>(json)!.ToFrozenDictionary(a => a.Key, a => (AttributeType)a.Value, StringComparer.Ordinal);

    private static string Write(CatalogDefinition definition) =>
        JsonSerializer.Serialize(definition.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).ToDictionary(a => a.Key, a => (int)a.Value));
}
