using Reco.Domain.Rules;

namespace Reco.Storage.Embedded;

/// <summary>Rules in SQLite. Every revision stays, deletions as tombstones, so that history and rollback have what they need; revisions count over all rules and are never given twice.</summary>
/// <param name="database">The data folder's database.</param>
/// <param name="time">Stamps each revision.</param>
public sealed class EmbeddedRules(Database database, TimeProvider time) : IRuleStore
{
    private const string Columns = "SELECT service, name, revision, json, at_ms, author, comment FROM rules";

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRule>> ReadAllAsync(CancellationToken cancel)
    {
        using var lease = database.Rent();
        using var newest = lease.Session.Prepare($"""
            {Columns} WHERE revision IN (SELECT max(revision) FROM rules GROUP BY service, name) AND deleted = 0 ORDER BY service, name
            """);
        return Task.FromResult<IReadOnlyList<StoredRule>>(Rows(newest));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRule>> ReadVersionsAsync(string service, string name, long? before, int take, CancellationToken cancel)
    {
        using var lease = database.Rent();
        using var versions = lease.Session.Prepare($"{Columns} WHERE service = ? AND name = ? AND revision < ? ORDER BY revision DESC LIMIT ?");
        return Task.FromResult<IReadOnlyList<StoredRule>>(Rows(versions.Bind(1, service).Bind(2, name).Bind(3, before ?? long.MaxValue).Bind(4, (long)take)));
    }

    /// <inheritdoc/>
    public Task<StoredRule?> ReadVersionAsync(string service, string name, long revision, CancellationToken cancel)
    {
        using var lease = database.Rent();
        using var version = lease.Session.Prepare($"{Columns} WHERE service = ? AND name = ? AND revision = ?");
        return Task.FromResult(Rows(version.Bind(1, service).Bind(2, name).Bind(3, revision)).SingleOrDefault());
    }

    /// <inheritdoc/>
    public Task<StoredRule?> PutAsync(string service, string name, ReadOnlyMemory<byte> json, long? ifMatch, RuleNote note, CancellationToken cancel)
    {
        if (json.IsEmpty) throw new ArgumentException("An empty document stands for a deleted rule.", nameof(json));
        return database.WriteAsync(
            session => ifMatch is { } wanted && wanted != Serving(session, service, name) ? null : Add(session, service, name, json, note),
            cancel);
    }

    /// <inheritdoc/>
    public Task<StoredRule?> DeleteAsync(string service, string name, long? ifMatch, RuleNote note, CancellationToken cancel) => database.WriteAsync(
        session =>
        {
            var serving = Serving(session, service, name);
            return serving == 0 || (ifMatch is { } wanted && wanted != serving) ? null : Add(session, service, name, default, note);
        },
        cancel);

    /// <summary>The serving revision of a rule; 0 when there is none.</summary>
    private static long Serving(Session session, string service, string name)
    {
        using var newest = session.Prepare("SELECT revision, deleted FROM rules WHERE service = ? AND name = ? ORDER BY revision DESC LIMIT 1");
        return newest.Bind(1, service).Bind(2, name).Step() && newest.Int64(1) == 0 ? newest.Int64(0) : 0;
    }

    private static List<StoredRule> Rows(Statement rows)
    {
        var rules = new List<StoredRule>();
        while (rows.Step())
        {
            rules.Add(new StoredRule(rows.Text(0)!, rows.Text(1)!, rows.Int64(2), rows.Bytes(3).ToArray()) { AtMs = rows.Int64(4), Note = new(rows.Text(5), rows.Text(6)) });
        }
        return rules;
    }

    private StoredRule Add(Session session, string service, string name, ReadOnlyMemory<byte> json, RuleNote note)
    {
        var revision = Counter.Next(session, "rules");
        using var insert = session.Prepare("INSERT INTO rules (revision, service, name, at_ms, json, deleted, author, comment) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        var atMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        insert.Bind(1, revision).Bind(2, service).Bind(3, name).Bind(4, atMs).Bind(5, json.Span).Bind(6, json.IsEmpty ? 1L : 0L).Bind(7, note.Author).Bind(8, note.Comment);
        insert.Step();
        return new StoredRule(service, name, revision, json) { AtMs = atMs, Note = note };
    }
}
