namespace Reco.Domain;

/// <summary>Finds the known name that somebody probably meant.</summary>
public static class NearestName
{
    private const int MostOfList = 500;

    /// <summary><c>Did you mean "x"?</c> for the nearest of <paramref name="known"/>, else the list of all of them, as far as some 500 characters go.</summary>
    public static string Suggest(string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        var best = names.Select(k => (Name: k, Distance: Distance(name, k))).OrderBy(p => p.Distance).ThenBy(p => p.Name, StringComparer.Ordinal).FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(1, name.Length / 3) && best.Distance < name.Length
            ? $"Did you mean \"{best.Name}\"?"
            : names.Count == 0 ? "" : $"Known: {List(names)}.";
    }

    private static string List(List<string> names)
    {
        var (listed, length) = (0, 0);
        while (listed < names.Count && length <= MostOfList) length += names[listed++].Length + 2;
        return string.Join(", ", names.Take(listed)) + (listed < names.Count ? $" and {names.Count - listed} more" : "");
    }

    /// <summary>Damerau-Levenshtein distance (optimal string alignment), ignoring case. Both texts are cut at 64 characters, so the work is bounded.</summary>
    private static int Distance(string left, string right)
    {
        string a = left[..Math.Min(64, left.Length)].ToLowerInvariant(), b = right[..Math.Min(64, right.Length)].ToLowerInvariant();
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
