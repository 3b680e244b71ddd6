namespace Reco.Domain.Recommend;

/// <summary>The related items of one key, best first (ties by id). Never changed.</summary>
/// <param name="Items">Item numbers; those without item data are left to the flow.</param>
/// <param name="Scores">Their scores, finite, in the same order.</param>
public sealed record RelationList(int[] Items, float[] Scores);

/// <summary>One relation of one catalog (<c>similar</c>), always at its serving version.</summary>
public interface IRelation
{
    /// <summary>The lists of some keys, read together; null where a key has none. Completes at once where all are in process.</summary>
    /// <param name="keys">Items, users or any texts.</param>
    /// <param name="into">As long as <paramref name="keys"/> at least.</param>
    /// <param name="cancel">The source's deadline.</param>
    ValueTask ReadAsync(IReadOnlyList<string> keys, RelationList?[] into, CancellationToken cancel);
}

/// <summary>One row of a relation on its way to the store.</summary>
/// <param name="Key">An item, a user or any text.</param>
/// <param name="Related">Ids with scores; kept best first, ties by id.</param>
public sealed record RelationRow(string Key, IReadOnlyList<(string Id, float Score)> Related);

/// <summary>Keeps relations. A port.</summary>
public interface IRelations
{
    /// <summary>A relation by name; one that was never written has no lists, and is found as soon as it is.</summary>
    IRelation Open(string catalog, string name);

    /// <summary>Names of the relations of a catalog.</summary>
    Task<IReadOnlyList<string>> NamesAsync(string catalog, CancellationToken cancel);

    /// <summary>Writes a whole new version beside the serving one and switches when <paramref name="rows"/> ended; a fault in between leaves the serving one. Gives the new version's number.</summary>
    Task<long> ReplaceAsync(string catalog, string name, IAsyncEnumerable<RelationRow> rows, CancellationToken cancel);

    /// <summary>Upserts single lists of the serving version, in one durable step.</summary>
    Task UpsertAsync(string catalog, string name, IReadOnlyList<RelationRow> rows, CancellationToken cancel);
}
