using System.Security.Cryptography;

namespace Reco.Domain.Rules;

/// <summary>A rule as the store keeps it.</summary>
/// <param name="Service">The product that shows the recommendations.</param>
/// <param name="Name">The rule's name within the service.</param>
/// <param name="Revision">Counts up with every change of any rule, from 1; also the rule's ETag.</param>
/// <param name="Json">The document as its author sent it, UTF-8; empty for a deleted rule.</param>
public sealed record StoredRule(string Service, string Name, long Revision, ReadOnlyMemory<byte> Json)
{
    /// <summary>When it was stored, in milliseconds since 1970; 0 for a draft.</summary>
    public long AtMs { get; init; }

    /// <summary>Who stored it and why, as far as they said.</summary>
    public RuleNote Note { get; init; } = RuleNote.None;

    /// <summary>SHA-256 of <see cref="Json"/> in lower-case hex: equal for equal documents; null for a tombstone.</summary>
    public string? Digest => Deleted ? null : Convert.ToHexStringLower(SHA256.HashData(Json.Span));

    /// <summary>A tombstone: the rule was deleted in this revision.</summary>
    public bool Deleted => Json.IsEmpty;

    /// <summary><c>service/name</c>; made once, since every call of the rule reads it.</summary>
    public string Key { get; } = $"{Service}/{Name}";
}

/// <summary>Keeps rules, every revision of them. A port.</summary>
public interface IRuleStore
{
    /// <summary>The newest revision of every rule, tombstones left out.</summary>
    Task<IReadOnlyList<StoredRule>> ReadAllAsync(CancellationToken cancel);

    /// <summary>Stores a new revision durably. Null when <paramref name="ifMatch"/> is given and is not the serving revision (0: there must be none).</summary>
    Task<StoredRule?> PutAsync(string service, string name, ReadOnlyMemory<byte> json, long? ifMatch, RuleNote note, CancellationToken cancel);

    /// <summary>Stores a tombstone; null as for <see cref="PutAsync"/>, or when there is no such rule.</summary>
    Task<StoredRule?> DeleteAsync(string service, string name, long? ifMatch, RuleNote note, CancellationToken cancel);

    /// <summary>Revisions of one rule, newest first, tombstones included; empty when there are none.</summary>
    /// <param name="service">The product that shows the recommendations.</param>
    /// <param name="name">The rule's name within it.</param>
    /// <param name="before">Only revisions before this one, to read on after a page; null from the newest.</param>
    /// <param name="take">At most so many.</param>
    /// <param name="cancel">Gives up.</param>
    Task<IReadOnlyList<StoredRule>> ReadVersionsAsync(string service, string name, long? before, int take, CancellationToken cancel);

    /// <summary>One revision of a rule, which may be a tombstone; null when the rule has no such revision.</summary>
    Task<StoredRule?> ReadVersionAsync(string service, string name, long revision, CancellationToken cancel);
}
