using System.Text.Json;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;

namespace Reco.Storage.Embedded;

/// <summary>Writes the rows of one item: its document, and its declared attributes read out of it as <see cref="AttributePath"/> says, so that the database and the columns in process agree. For the writer.</summary>
internal static class ItemRows
{
    /// <summary>Writes a document and its attributes, in place of older ones.</summary>
    public static void Put(Session session, CatalogLayout layout, in ItemDocument item)
    {
        using (var put = session.Prepare(
            $"INSERT INTO {layout.Items} (id, version, json) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET version = excluded.version, json = excluded.json"))
        {
            put.Bind(1, item.Id).Bind(2, item.Version).Bind(3, item.Json.Span).Step();
        }
        PutAttributes(session, layout, item.Id, item.Json, isNew: false);
    }

    /// <summary>Deletes an item; false when there was none.</summary>
    public static bool Delete(Session session, CatalogLayout layout, string id)
    {
        using var item = session.Prepare($"DELETE FROM {layout.Items} WHERE id = ? RETURNING 1");
        if (!item.Bind(1, id).Step()) return false;
        item.Run();
        using var attributes = session.Prepare($"DELETE FROM {layout.Attributes} WHERE id = ?");
        attributes.Bind(1, id).Step();
        DeleteLists(session, layout, id);
        return true;
    }

    /// <summary>Fills the tables of a new generation from all documents.</summary>
    public static void Refill(Session session, CatalogLayout layout)
    {
        using (var items = session.Prepare($"SELECT id, json FROM {layout.Items} ORDER BY id"))
        {
            while (items.Step()) PutAttributes(session, layout, items.Text(0)!, items.Bytes(1).ToArray(), isNew: true);
        }
        layout.MakeIndexes(session);
    }

    private static void PutAttributes(Session session, CatalogLayout layout, string id, ReadOnlyMemory<byte> json, bool isNew)
    {
        using var document = JsonDocument.Parse(json);
        using var row = session.Prepare(
            $"INSERT OR REPLACE INTO {layout.Attributes} VALUES (?{string.Concat(Enumerable.Repeat(", ?", layout.Columns.Length))})");
        row.Bind(1, id);
        var lists = new List<(int Attribute, Value List)>();
        for (var i = 0; i < layout.Columns.Length; i++)
        {
            var (path, type) = layout.Columns[i];
            var element = AttributePath.Find(document.RootElement, path);
            switch (type)
            {
                // SQLite keeps NaN as null, as the columns do.
                case AttributeType.Number: row.Bind(i + 2, AttributePath.Number(element)); break;
                case AttributeType.Time: row.Bind(i + 2, AttributePath.Time(element)); break;
                case AttributeType.Text: row.Bind(i + 2, AttributePath.Text(element)); break;
                case AttributeType.Boolean when AttributePath.Boolean(element) is var known and not 0: row.Bind(i + 2, known - 1L); break;
                case AttributeType.List when element is { ValueKind: JsonValueKind.Array } array:
                    var list = Value.Of(array);
                    row.Bind(i + 2, (ReadOnlySpan<byte>)ListCode.Of(list));
                    lists.Add((i, list));
                    break;
                default: row.BindNull(i + 2); break;
            }
        }
        row.Step();
        if (!isNew) DeleteLists(session, layout, id);
        foreach (var (attribute, list) in lists) PutList(session, layout, id, attribute, list);
    }

    private static void PutList(Session session, CatalogLayout layout, string id, int attribute, Value list)
    {
        using var insert = session.Prepare($"INSERT OR IGNORE INTO {layout.Lists} (attribute, value, id) VALUES (?, ?, ?)");
        foreach (var element in list.AsList!)
        {
            if (element.IsNull) continue;
            insert.Bind(1, (long)attribute).Bind(3, id);
            ListCode.Bind(insert, 2, element);
            insert.Run();
        }
    }

    private static void DeleteLists(Session session, CatalogLayout layout, string id)
    {
        if (!layout.Columns.Any(c => c.Type == AttributeType.List)) return;
        using var delete = session.Prepare($"DELETE FROM {layout.Lists} WHERE id = ?");
        delete.Bind(1, id).Step();
    }
}
