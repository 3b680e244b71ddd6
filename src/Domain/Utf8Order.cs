namespace Reco.Domain;

/// <summary>The order of texts by their UTF-8 bytes, which is that of code points: the same in SQLite, MongoDB and here. UTF-16's own order differs for surrogates.</summary>
public static class Utf8Order
{
    /// <summary>Less than 0, 0 or more than 0. Allocates nothing.</summary>
    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var at = left.CommonPrefixLength(right);
        if (at == left.Length || at == right.Length) return left.Length - right.Length;
        char a = left[at], b = right[at];
        // Surrogates stand for code points above all others of UTF-16, though their units are below U+E000 … U+FFFF.
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a - b : char.IsSurrogate(a) ? 1 : -1;
    }
}
