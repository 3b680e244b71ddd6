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

    /// <summary>For whom it serves beside another revision; null: for everyone.</summary>
    public CanaryTerms? Canary { get; init; }

    /// <summary>SHA-256 of <see cref="Json"/> in lower-case hex: equal for equal documents; null for a tombstone.</summary>
    public string? Digest => Deleted ? null : Convert.ToHexStringLower(SHA256.HashData(Json.Span));

    /// <summary>A tombstone: the rule was deleted in this revision.</summary>
    public bool Deleted => Json.IsEmpty;

    /// <summary><c>service/name</c>; made once, since every call of the rule reads it.</summary>
    public string Key { get; } = $"{Service}/{Name}";
}

/// <summary>A revision that serves a part of the people while another one serves the rest.</summary>
/// <param name="Share">Percent of the people, above 0 and up to 100.</param>
/// <param name="Beside">The revision that serves the rest.</param>
public sealed record CanaryTerms(double Share, long Beside);
