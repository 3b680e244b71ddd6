namespace Reco.Domain.Rules;

/// <summary>A rule as the store keeps it.</summary>
/// <param name="Service">The product that shows the recommendations.</param>
/// <param name="Name">The rule's name within the service.</param>
/// <param name="Revision">Counts up with every change of any rule, from 1; also the rule's ETag.</param>
/// <param name="Json">The document as its author sent it, UTF-8; empty for a deleted rule.</param>
public sealed record StoredRule(string Service, string Name, long Revision, ReadOnlyMemory<byte> Json)
{
    /// <summary>A tombstone: the rule was deleted in this revision.</summary>
    public bool Deleted => Json.IsEmpty;

    /// <summary><c>service/name</c></summary>
    public string Key => $"{Service}/{Name}";
}

/// <summary>Keeps rules. A port.</summary>
public interface IRuleStore
{
    /// <summary>The newest revision of every rule, tombstones left out.</summary>
    Task<IReadOnlyList<StoredRule>> ReadAllAsync(CancellationToken cancel);

    /// <summary>Stores a new revision durably. Null when <paramref name="ifMatch"/> is given and is not the serving revision (0: there must be none).</summary>
    Task<StoredRule?> PutAsync(string service, string name, ReadOnlyMemory<byte> json, long? ifMatch, CancellationToken cancel);

    /// <summary>Stores a tombstone; null as for <see cref="PutAsync"/>, or when there is no such rule.</summary>
    Task<StoredRule?> DeleteAsync(string service, string name, long? ifMatch, CancellationToken cancel);
}
