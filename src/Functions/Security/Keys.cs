using System.Security.Cryptography;
using System.Text;

namespace Reco.Functions.Security;

/// <summary>The keys that callers must show, by scope. Only hashes are kept; a comparison takes the same time wherever the keys differ.</summary>
internal sealed class Keys
{
    private readonly byte[]?[] hashes = new byte[Enum.GetValues<Scope>().Length][];

    /// <summary>Keys by scope; a scope without one is open, which only a loopback binding may be.</summary>
    public Keys(IEnumerable<(Scope Scope, string Key)> keys)
    {
        foreach (var (scope, key) in keys) hashes[(int)scope] = SHA256.HashData(Encoding.UTF8.GetBytes(key));
    }

    /// <summary>Scopes that can have a key.</summary>
    public static IReadOnlyList<Scope> Scopes { get; } = [.. Enum.GetValues<Scope>().Where(s => s != Scope.Open)];

    /// <summary>Whether a caller must show a key.</summary>
    public bool Guards(Scope scope) => hashes[(int)scope] is not null;

    /// <summary>Whether the key shown is the scope's.</summary>
    public bool Opens(Scope scope, string? shown)
    {
        if (shown is null || hashes[(int)scope] is not { } expected) return false;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(shown), hash);
        return CryptographicOperations.FixedTimeEquals(hash, expected);
    }
}
