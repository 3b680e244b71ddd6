using BitFaster.Caching.Lru;
using Reco.Domain.Catalogs;
using Reco.Domain.Recommend;

namespace Reco.Storage.Embedded;

/// <summary>
/// One relation at its serving version: decoded lists in a bounded cache over SQLite. An entry carries the stamp that its key had before it was read; a change
/// raises the stamp after its commit, so a list that was read before the change is never served after it, whoever fills the cache when. Keys without a list are
/// remembered too. Reads complete at once.
/// </summary>
/// <param name="database">The data folder's database.</param>
/// <param name="catalog">Its catalog.</param>
/// <param name="name">Its name.</param>
/// <param name="numbers">Item numbers of the catalog.</param>
/// <param name="capacity">Lists kept.</param>
internal sealed class EmbeddedRelation(Database database, string catalog, string name, ItemNumbers numbers, int capacity) : IRelation
{
    private const string Select =
        "SELECT list FROM relation_lists WHERE version = (SELECT serving FROM relations WHERE catalog = ?1 AND name = ?2) AND key = ?3";

    /// <summary>Keys share stamps by their hash: a change of one key also makes one in so many others be read again.</summary>
    private const int Stripes = 1_024;

    private readonly ConcurrentLru<string, Entry> lists = new(Environment.ProcessorCount, capacity, StringComparer.Ordinal);
    private readonly long[] stripes = new long[Stripes];
    private long whole;

    private readonly record struct Entry(long Stamp, RelationList? List);

    /// <inheritdoc/>
    public ValueTask ReadAsync(IReadOnlyList<string> keys, RelationList?[] into, CancellationToken cancel)
    {
        List<int>? missing = null;
        for (var i = 0; i < keys.Count; i++)
        {
            if (lists.TryGet(keys[i], out var entry) && entry.Stamp == Stamp(keys[i])) into[i] = entry.List;
            else (missing ??= []).Add(i);
        }
        if (missing is not null) Fill(keys, missing, into);
        return ValueTask.CompletedTask;
    }

    /// <summary>The lists of these keys changed.</summary>
    public void Changed(IEnumerable<RelationRow> rows)
    {
        foreach (var row in rows) Interlocked.Increment(ref stripes[Stripe(row.Key)]);
    }

    /// <summary>All lists changed.</summary>
    public void Changed() => Interlocked.Increment(ref whole);

    private void Fill(IReadOnlyList<string> keys, List<int> missing, RelationList?[] into)
    {
        using var lease = database.Rent();
        using var row = lease.Session.Prepare(Select);
        row.Bind(1, catalog).Bind(2, name);
        foreach (var i in missing)
        {
            var stamp = Stamp(keys[i]);
            var list = row.Bind(3, keys[i]).Step() ? RelationCode.Read(row.Bytes(0), numbers) : null;
            row.Reset();
            lists.AddOrUpdate(keys[i], new Entry(stamp, list));
            into[i] = list;
        }
    }

    /// <summary>Both only ever rise, so their sum tells of any change.</summary>
    private long Stamp(string key) => Volatile.Read(ref whole) + Volatile.Read(ref stripes[Stripe(key)]);

    private static int Stripe(string key) => (int)((uint)string.GetHashCode(key, StringComparison.Ordinal) % Stripes);
}
