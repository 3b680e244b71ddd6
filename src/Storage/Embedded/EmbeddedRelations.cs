using System.Collections.Concurrent;
using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Recommend;

namespace Reco.Storage.Embedded;

/// <summary>
/// Relations in SQLite: a row per version and key. A replacement writes its rows under a new version in small steps, then moves the pointer; the old version is
/// deleted afterwards, and what an interrupted replacement left is deleted at the next start. Uploaded ids get item numbers when a list is first read.
/// </summary>
public sealed class EmbeddedRelations : IRelations
{
    /// <summary>A step of a replacement ends at so many rows or so many bytes.</summary>
    private const int StepRows = 1_000, StepBytes = 1 << 20;

    private readonly ConcurrentDictionary<(string Catalog, string Name), EmbeddedRelation> open = new();
    private readonly Database database;
    private readonly Func<string, ItemNumbers> numbers;
    private readonly Limits limits;

    /// <summary>Opens the relations of a data folder and begins to delete, in the background, what replacements that died with an earlier process left behind.</summary>
    /// <param name="database">The data folder's database.</param>
    /// <param name="numbers">Item numbers of a catalog, by its name.</param>
    /// <param name="limits">
    /// <see cref="Limits.RelatedItems"/> per key; <see cref="Limits.CachedLists"/> decoded in process per relation: at the defaults and 100 items a list some 16 MB,
    /// at most 135 MB with 1,000 items in each.
    /// </param>
    public EmbeddedRelations(Database database, Func<string, ItemNumbers> numbers, Limits limits)
    {
        (this.database, this.numbers, this.limits) = (database, numbers, limits);
        // Found before any replacement of this process can begin one.
        using var lease = database.Rent();
        Cleaning = CleanAsync(RelationTables.Unserved(lease.Session));
    }

    /// <summary>Completes when the leftovers of earlier processes are gone.</summary>
    internal Task Cleaning { get; }

    /// <inheritdoc/>
    public IRelation Open(string catalog, string name) => Find(catalog, name);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> NamesAsync(string catalog, CancellationToken cancel)
    {
        using var lease = database.Rent();
        using var rows = lease.Session.Prepare("SELECT name FROM relations WHERE catalog = ? AND serving IS NOT NULL ORDER BY name");
        rows.Bind(1, catalog);
        var names = new List<string>();
        while (rows.Step()) names.Add(rows.Text(0)!);
        return Task.FromResult<IReadOnlyList<string>>(names);
    }

    /// <inheritdoc/>
    public async Task<long> ReplaceAsync(string catalog, string name, IAsyncEnumerable<RelationRow> rows, CancellationToken cancel)
    {
        var version = await database.WriteWhenReadyAsync(session => RelationTables.Begin(session, catalog, name), cancel).ConfigureAwait(false);
        long old;
        try
        {
            await foreach (var step in Steps(rows, cancel).ConfigureAwait(false))
            {
                await database.WriteWhenReadyAsync(session => RelationTables.Put(session, version, step), cancel).ConfigureAwait(false);
            }
            old = await database.WriteWhenReadyAsync(session => RelationTables.Publish(session, catalog, name, version), cancel).ConfigureAwait(false);
        }
        catch
        {
            await DeleteAsync(version).ConfigureAwait(false);
            throw;
        }
        Find(catalog, name).Changed();
        if (old != 0) await DeleteAsync(old).ConfigureAwait(false);
        return version;
    }

    /// <inheritdoc/>
    public async Task UpsertAsync(string catalog, string name, IReadOnlyList<RelationRow> rows, CancellationToken cancel)
    {
        var encoded = rows.Select(Encode).ToList();
        await database.WriteAsync(
            session =>
            {
                var version = RelationTables.Serving(session, catalog, name);
                if (version == 0)
                {
                    version = RelationTables.Begin(session, catalog, name);
                    RelationTables.Publish(session, catalog, name, version);
                }
                return RelationTables.Put(session, version, encoded);
            },
            cancel).ConfigureAwait(false);
        Find(catalog, name).Changed(rows);
    }

    private async Task CleanAsync(List<long> versions)
    {
        foreach (var version in versions) await DeleteAsync(version).ConfigureAwait(false);
    }

    private EmbeddedRelation Find(string catalog, string name) =>
        open.GetOrAdd((catalog, name), key => new EmbeddedRelation(database, key.Catalog, key.Name, numbers(key.Catalog), limits.CachedLists));

    private (string Key, byte[] List) Encode(RelationRow row) => (row.Key, RelationCode.Write(row.Related, limits.RelatedItems));

    private async IAsyncEnumerable<List<(string Key, byte[] List)>> Steps(
        IAsyncEnumerable<RelationRow> rows, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var (step, bytes) = (new List<(string Key, byte[] List)>(), 0);
        await foreach (var row in rows.WithCancellation(cancel).ConfigureAwait(false))
        {
            step.Add(Encode(row));
            bytes += step[^1].List.Length;
            if (step.Count < StepRows && bytes < StepBytes) continue;
            yield return step;
            (step, bytes) = ([], 0);
        }
        if (step.Count > 0) yield return step;
    }

    /// <summary>Deletes a version in small steps. It serves nobody, so a fault only leaves work for the next start.</summary>
    private async Task DeleteAsync(long version)
    {
        try
        {
            while (!await database.WriteWhenReadyAsync(session => RelationTables.DeleteSome(session, version), CancellationToken.None).ConfigureAwait(false)) { }
        }
        catch (Exception fault) when (fault is ObjectDisposedException or Microsoft.Data.Sqlite.SqliteException)
        {
            // The next start finds it.
        }
    }
}
