using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;

namespace Reco.Storage.Embedded;

/// <summary>
/// Items in SQLite: a table of documents per catalog, and beside it the declared attributes as indexed columns (see <see cref="CatalogLayout"/>), which
/// <see cref="QueryAsync"/> searches. Reads complete at once. Each call is one transaction: taken whole, or not at all.
/// </summary>
/// <param name="database">The data folder's database.</param>
/// <param name="limits">How far a patch may let an item grow.</param>
public sealed class EmbeddedItems(Database database, Limits limits) : IItemStore
{
    /// <summary>Layouts of committed generations, which never change.</summary>
    private readonly ConcurrentDictionary<(string Catalog, long Generation), CatalogLayout> layouts = new();

    private readonly IndexStatistics statistics = new();

    /// <inheritdoc/>
    public Task<IReadOnlyList<CatalogDefinition>> ReadCatalogsAsync(CancellationToken cancel)
    {
        using var lease = database.Rent();
        return Task.FromResult<IReadOnlyList<CatalogDefinition>>(CatalogLayout.All(lease.Session));
    }

    /// <inheritdoc/>
    public Task PutCatalogAsync(CatalogDefinition definition, CancellationToken cancel) => database.WriteAsync(
        session =>
        {
            var old = CatalogLayout.FindOrMake(session, definition.Name);
            if (Same(old.Definition, definition)) return false;
            var next = old.Redeclare(session, definition);
            ItemRows.Refill(session, next);
            old.DropTables(session);
            IndexStatistics.Take(session, next);
            return true;
        },
        cancel);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ItemDocument> ReadAllAsync(string catalog, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var lease = database.Rent();
        if (Layout(lease.Session, catalog) is not { } layout) yield break;
        using var rows = lease.Session.Prepare($"SELECT id, version, json FROM {layout.Items}");
        for (var n = 1; rows.Step(); n++)
        {
            yield return new ItemDocument(rows.Text(0)!, rows.Bytes(2).ToArray(), rows.Int64(1));
            if (n % 1_024 != 0) continue;
            cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <inheritdoc/>
    public ValueTask<ItemDocument?[]> ReadAsync(string catalog, IReadOnlyList<string> ids, CancellationToken cancel)
    {
        using var lease = database.Rent();
        using var snapshot = lease.Session.Snapshot();
        var found = new ItemDocument?[ids.Count];
        if (Layout(lease.Session, catalog) is { } layout)
        {
            using var row = lease.Session.Prepare($"SELECT version, json FROM {layout.Items} WHERE id = ?");
            for (var i = 0; i < found.Length; i++)
            {
                if (row.Bind(1, ids[i]).Step()) found[i] = new ItemDocument(ids[i], row.Bytes(1).ToArray(), row.Int64(0));
                row.Reset();
            }
        }
        return ValueTask.FromResult(found);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemDocument>> PutAsync(string catalog, IReadOnlyList<ItemDocument> items, CancellationToken cancel) => database.WriteAsync(
        session =>
        {
            var layout = CatalogLayout.FindOrMake(session, catalog);
            var written = new ItemDocument[items.Count];
            var version = Counter.Next(session, "items", items.Count);
            for (var i = 0; i < written.Length; i++)
            {
                written[i] = items[i] with { Version = version + i };
                ItemRows.Put(session, layout, written[i]);
            }
            statistics.Written(session, layout, written.Length);
            return (IReadOnlyList<ItemDocument>)written;
        },
        cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Outcome<ItemDocument>>> PatchAsync(string catalog, IReadOnlyList<ItemDocument> patches, CancellationToken cancel) => database.WriteAsync(
        session =>
        {
            if (CatalogLayout.Find(session, catalog) is not { } layout) return (IReadOnlyList<Outcome<ItemDocument>>)[.. patches.Select(patch => ItemPatch.Unknown(patch.Id))];
            var written = new Outcome<ItemDocument>[patches.Count];
            var version = Counter.Next(session, "items", patches.Count);
            using var old = session.Prepare($"SELECT json FROM {layout.Items} WHERE id = ?");
            for (var i = 0; i < written.Length; i++)
            {
                var known = old.Bind(1, patches[i].Id).Step() ? old.Bytes(0).ToArray() : (ReadOnlyMemory<byte>?)null;
                old.Reset();
                written[i] = ItemPatch.Apply(patches[i], known, version + i, limits);
                if (written[i].Ok) ItemRows.Put(session, layout, written[i].Value);
            }
            return written;
        },
        cancel);

    /// <inheritdoc/>
    public Task<ItemDocument?> DeleteAsync(string catalog, string id, CancellationToken cancel) => database.WriteAsync<ItemDocument?>(
        session =>
            CatalogLayout.Find(session, catalog) is { } layout && ItemRows.Delete(session, layout, id)
                ? new ItemDocument(id, default, Counter.Next(session, "items"))
                : null,
        cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> QueryAsync(string catalog, StoreQuery query, int take, CancellationToken cancel)
    {
        using var lease = database.Rent();
        using var snapshot = lease.Session.Snapshot();
        var ids = new List<string>();
        if (Layout(lease.Session, catalog) is { } layout)
        {
            using var rows = QuerySql.Translate(layout, query, take).Prepare(lease.Session);
            while (rows.Step()) ids.Add(rows.Text(0)!);
        }
        return ValueTask.FromResult<IReadOnlyList<string>>(ids);
    }

    private static bool Same(CatalogDefinition a, CatalogDefinition b) =>
        a.Attributes.Count == b.Attributes.Count && a.Attributes.All(x => b.Attributes.TryGetValue(x.Key, out var type) && type == x.Value);

    /// <summary>The layout that the session's snapshot sees. Not for the writer, whose generation may still be undone.</summary>
    private CatalogLayout? Layout(Session session, string catalog)
    {
        long generation;
        using (var row = session.Prepare("SELECT generation FROM catalogs WHERE name = ?"))
        {
            if (!row.Bind(1, catalog).Step()) return null;
            generation = row.Int64(0);
        }
        if (layouts.TryGetValue((catalog, generation), out var known)) return known;
        if (CatalogLayout.Find(session, catalog) is not { } found) return null;
        return layouts[(catalog, found.Generation)] = found;
    }
}
