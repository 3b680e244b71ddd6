using System.Collections.Concurrent;

namespace Reco.Domain.Catalogs;

/// <summary>The dictionary of one catalog's text columns: text ↔ code, so that a filter compares ints. Code 0 is null. Grows only by uploaded data and published rules; safe for many threads.</summary>
public sealed class TextCodes
{
    private readonly ConcurrentDictionary<string, int> codes = new(StringComparer.Ordinal);
    private readonly Lock growth = new();
    private volatile string?[] texts = new string?[1024];
    private int count = 1;

    /// <summary>The code of a text, given now if it has none; 0 for null.</summary>
    public int Intern(string? text)
    {
        if (text is null) return 0;
        if (codes.TryGetValue(text, out var code)) return code;
        lock (growth)
        {
            if (codes.TryGetValue(text, out code)) return code;
            if (count == texts.Length)
            {
                var larger = new string?[count * 2];
                texts.CopyTo(larger, 0);
                texts = larger;
            }
            texts[count] = text;
            codes[text] = count;
            return count++;
        }
    }

    /// <summary>The code of a text; −1 for null and for a text that has none, which no item carries. For texts of requests, which must not grow the dictionary.</summary>
    public int Find(string? text) => text is not null && codes.TryGetValue(text, out var code) ? code : -1;

    /// <summary>The text of a code; null for 0.</summary>
    public string? Text(int code) => texts[code];
}
