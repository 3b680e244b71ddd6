using Reco.Domain.Rules;

namespace Reco.Storage.Embedded;

/// <summary>Rules in SQLite. Every revision stays, deletions as tombstones, so that history and rollback have what they need; revisions count over all rules and are never given twice.</summary>
/// <param name="database">The data folder's database.</param>
/// <param name="time">Stamps each revision.</param>
public sealed class EmbeddedRules(Database database, TimeProvider time) : IRuleStore
{
    private const string Columns = "SELECT service, name, revision, json, at_ms, author, comment, canary_share, canary_beside FROM rules";

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRule>> ReadChangesAsync(long after, CancellationToken cancel)
    {
        using var lease = database.Rent();
        using var newest = lease.Session.Prepare($"""
            {Columns} WHERE revision > ? AND revision = (SELECT max(other.revision) FROM rules other WHERE other.service = rules.service AND other.name = rules.name) ORDER BY revision
            """);
        return Task.FromResult<IReadOnlyList<StoredRule>>(Rows(newest.Bind(1, after)));
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
    public Task<StoredRule?> AppendAsync(StoredRule draft, long expected, CancellationToken cancel) => database.WriteAsync(
        session => Newest(session, draft) == expected && !(draft.Deleted && expected == 0) ? Add(session, draft) : null, cancel);

    /// <summary>The newest revision of a rule; 0 when there is none or it is a tombstone.</summary>
    private static long Newest(Session session, StoredRule rule)
    {
        using var newest = session.Prepare("SELECT revision, deleted FROM rules WHERE service = ? AND name = ? ORDER BY revision DESC LIMIT 1");
        return newest.Bind(1, rule.Service).Bind(2, rule.Name).Step() && newest.Int64(1) == 0 ? newest.Int64(0) : 0;
    }

    private static List<StoredRule> Rows(Statement rows)
    {
        var rules = new List<StoredRule>();
        while (rows.Step())
        {
            rules.Add(new StoredRule(rows.Text(0)!, rows.Text(1)!, rows.Int64(2), rows.Bytes(3).ToArray())
            {
                AtMs = rows.Int64(4),
                Note = new(rows.Text(5), rows.Text(6)),
                Canary = rows.IsNull(7) ? null : new(rows.Double(7), rows.Int64(8)),
            });
        }
        return rules;
    }

    private StoredRule Add(Session session, StoredRule draft)
    {
        var stored = draft with { Revision = Counter.Next(session, "rules"), AtMs = time.GetUtcNow().ToUnixTimeMilliseconds() };
        using var insert = session.Prepare("""
            INSERT INTO rules (revision, service, name, at_ms, json, deleted, author, comment, canary_share, canary_beside) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        insert.Bind(1, stored.Revision).Bind(2, stored.Service).Bind(3, stored.Name).Bind(4, stored.AtMs).Bind(5, stored.Json.Span).Bind(6, stored.Deleted ? 1L : 0L);
        insert.Bind(7, stored.Note.Author).Bind(8, stored.Note.Comment);
        if (stored.Canary is { } canary) insert.Bind(9, canary.Share).Bind(10, canary.Beside);
        else insert.BindNull(9).BindNull(10);
        insert.Step();
        return stored;
    }
}
