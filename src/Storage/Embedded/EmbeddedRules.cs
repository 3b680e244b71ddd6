using Reco.Domain.Rules;

namespace Reco.Storage.Embedded;

/// <summary>Rules in SQLite. Every revision stays, deletions as tombstones, so that history and rollback have what they need; revisions count over all rules and are never given twice.</summary>
/// <param name="database">The data folder's database.</param>
/// <param name="time">Stamps each revision.</param>
public sealed class EmbeddedRules(Database database, TimeProvider time) : IRuleStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRule>> ReadAllAsync(CancellationToken cancel)
    {
        using var lease = database.Rent();
        using var newest = lease.Session.Prepare("""
            SELECT service, name, revision, json FROM rules
            WHERE revision IN (SELECT max(revision) FROM rules GROUP BY service, name) AND deleted = 0 ORDER BY service, name
            """);
        var rules = new List<StoredRule>();
        while (newest.Step()) rules.Add(new StoredRule(newest.Text(0)!, newest.Text(1)!, newest.Int64(2), newest.Bytes(3).ToArray()));
        return Task.FromResult<IReadOnlyList<StoredRule>>(rules);
    }

    /// <inheritdoc/>
    public Task<StoredRule?> PutAsync(string service, string name, ReadOnlyMemory<byte> json, long? ifMatch, CancellationToken cancel)
    {
        if (json.IsEmpty) throw new ArgumentException("An empty document stands for a deleted rule.", nameof(json));
        return database.WriteAsync(
            session => ifMatch is { } wanted && wanted != Serving(session, service, name) ? null : Add(session, service, name, json),
            cancel);
    }

    /// <inheritdoc/>
    public Task<StoredRule?> DeleteAsync(string service, string name, long? ifMatch, CancellationToken cancel) => database.WriteAsync(
        session =>
        {
            var serving = Serving(session, service, name);
            return serving == 0 || (ifMatch is { } wanted && wanted != serving) ? null : Add(session, service, name, default);
        },
        cancel);

    /// <summary>The serving revision of a rule; 0 when there is none.</summary>
    private static long Serving(Session session, string service, string name)
    {
        using var newest = session.Prepare("SELECT revision, deleted FROM rules WHERE service = ? AND name = ? ORDER BY revision DESC LIMIT 1");
        return newest.Bind(1, service).Bind(2, name).Step() && newest.Int64(1) == 0 ? newest.Int64(0) : 0;
    }

    private StoredRule Add(Session session, string service, string name, ReadOnlyMemory<byte> json)
    {
        var revision = Counter.Next(session, "rules");
        using var insert = session.Prepare("INSERT INTO rules (revision, service, name, at_ms, json, deleted) VALUES (?, ?, ?, ?, ?, ?)");
        insert.Bind(1, revision).Bind(2, service).Bind(3, name).Bind(4, time.GetUtcNow().ToUnixTimeMilliseconds()).Bind(5, json.Span).Bind(6, json.IsEmpty ? 1L : 0L);
        insert.Step();
        return new StoredRule(service, name, revision, json);
    }
}
