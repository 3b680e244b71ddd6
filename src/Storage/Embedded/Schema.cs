namespace Reco.Storage.Embedded;

/// <summary>
/// Every table of <c>reco.db</c>, as steps from one schema version to the next: step i takes a file of version i to i + 1. A released step is never
/// changed; a new need is a new step at the end. All missing steps run in one transaction, so a start that dies half-way has changed nothing.
/// </summary>
internal static class Schema
{
    /// <summary>The version that this server writes; a file of a newer one is refused.</summary>
    public static int Version => Steps.Length;

    /// <summary>The steps, in order.</summary>
    private static readonly string[] Steps =
    [
        Items + Relations + Rules,
        PeopleTable.Tables,
        RuleNotes,
        RuleCanaries,
        PeopleTable.MergedNames,
        DeadLetterTable.Tables,
        Statistics,
    ];

    /// <summary>
    /// Catalogs and counters that never go back. The items of catalog n are in tables of their own, <c>items_n</c>, <c>attributes_n</c> and
    /// <c>lists_n</c>, made when the catalog is.
    /// </summary>
    private const string Items = """
        CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO counters VALUES ('items', 0), ('rules', 0), ('relations', 0);
        CREATE TABLE catalogs (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, attributes TEXT NOT NULL, generation INTEGER NOT NULL);

        """;

    /// <summary>
    /// A relation has a serving version (null until its first is complete). Lists of versions that no relation serves are rubbish of an interrupted
    /// replacement. Blobs stay out of the tree of keys: with them in it a read by key was measured four times as slow.
    /// </summary>
    private const string Relations = """
        CREATE TABLE relations (n INTEGER PRIMARY KEY, catalog TEXT NOT NULL, name TEXT NOT NULL, serving INTEGER, UNIQUE (catalog, name));
        CREATE TABLE relation_versions (version INTEGER PRIMARY KEY, relation INTEGER NOT NULL);
        CREATE TABLE relation_lists (n INTEGER PRIMARY KEY, version INTEGER NOT NULL, key TEXT NOT NULL, list BLOB NOT NULL, UNIQUE (version, key));

        """;

    /// <summary>Every revision of every rule; deleted ones have an empty document.</summary>
    private const string Rules = """
        CREATE TABLE rules (
          revision INTEGER PRIMARY KEY, service TEXT NOT NULL, name TEXT NOT NULL, at_ms INTEGER NOT NULL, json BLOB NOT NULL, deleted INTEGER NOT NULL);
        CREATE INDEX rules_by_name ON rules (service, name, revision);

        """;

    /// <summary>Who changed a rule and why; null in rows that are older, or when nobody said.</summary>
    private const string RuleNotes = "ALTER TABLE rules ADD COLUMN author TEXT; ALTER TABLE rules ADD COLUMN comment TEXT;";

    /// <summary>The share of people that a canary serves, and the revision beside it; null in other rows.</summary>
    private const string RuleCanaries = "ALTER TABLE rules ADD COLUMN canary_share REAL; ALTER TABLE rules ADD COLUMN canary_beside INTEGER;";

    /// <summary>The snapshot of the statistics of rules, and the row of the log from which a start replays it.</summary>
    private const string Statistics = "CREATE TABLE statistics (one INTEGER PRIMARY KEY CHECK (one = 1), snapshot BLOB NOT NULL, replay_from INTEGER NOT NULL);";

    /// <summary>Brings a database that <see cref="DatabaseFile.Check"/> accepted to <see cref="Version"/>.</summary>
    public static void Migrate(Session session) => Migrate(session, Version);

    /// <summary>As far as <paramref name="to"/>, which tests use to make files of older servers.</summary>
    internal static void Migrate(Session session, int to)
    {
        var version = (int)session.Scalar("PRAGMA user_version");
        if (version == to) return;
        session.Execute("BEGIN IMMEDIATE");
        for (; version < to; version++) session.Execute(Steps[version]);
        session.Execute($"PRAGMA application_id = {DatabaseFile.ApplicationId}; PRAGMA user_version = {to}; COMMIT");
    }
}
