namespace Reco.Domain.Interactions.Counting;

/// <summary>Joins scope values into one key: each but the last has its length in front, so that no two lists of values give the same key.</summary>
internal static class ScopeKey
{
    /// <summary>The key of some values, written into a buffer where it fits.</summary>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<string> values, Span<char> buffer)
    {
        if (values.Length == 1) return values[0];
        var length = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            if (length + 12 + value.Length > buffer.Length) return Long(values);
            if (i < values.Length - 1)
            {
                value.Length.TryFormat(buffer[length..], out var digits);
                length += digits;
                buffer[length++] = ':';
            }
            value.CopyTo(buffer[length..]);
            length += value.Length;
        }
        return buffer[..length];
    }

    private static string Long(ReadOnlySpan<string> values)
    {
        var parts = new string[values.Length];
        for (var i = 0; i < parts.Length; i++) parts[i] = i < parts.Length - 1 ? $"{values[i].Length}:{values[i]}" : values[i];
        return string.Concat(parts);
    }
}
