namespace Reco.Cli.Rows;

/// <summary>Where one column goes.</summary>
/// <param name="Column">Its name in the file.</param>
/// <param name="Path">The attribute: <c>price</c>, or <c>brand.name</c> for a nested one; null leaves the column out.</param>
/// <param name="Conversion">How its text becomes a value.</param>
internal sealed record Mapping(string Column, string? Path, Conversion Conversion);

/// <summary>The options <c>--map column=attribute:conversion</c> and <c>--set name=value</c>.</summary>
/// <param name="Mappings">By column.</param>
/// <param name="Constants">Attribute and text.</param>
/// <param name="Known">The attributes that there are, with their conversions, or null where any name will do: other columns are left out.</param>
internal sealed record ColumnMap(IReadOnlyList<Mapping> Mappings, IReadOnlyList<(string Path, string Value)> Constants, IReadOnlyDictionary<string, Conversion>? Known)
{
    private static readonly (string Path, string[] Names)[] UsualNames =
    [
        ("user", ["userId", "user_id", "customerId", "customer_id"]),
        ("item", ["itemId", "item_id", "movieId", "productId", "product_id"]),
        ("at", ["timestamp", "time", "date"]),
        ("value", ["rating"]),
        ("basket", ["basketId", "basket_id", "orderId", "order_id"]),
    ];

    /// <summary>Reads the options.</summary>
    public static ColumnMap Parse(IEnumerable<string> maps, IEnumerable<string> sets, IReadOnlyDictionary<string, Conversion>? known = null)
    {
        var mappings = maps.Select(map => Mapping(map, known)).ToList();
        if (mappings.GroupBy(m => m.Column).FirstOrDefault(g => g.Count() > 1) is { } twice) throw CliException.Usage($"--map names the column \"{twice.Key}\" twice.");
        return new ColumnMap(mappings, [.. sets.Select(Constant)], known);
    }

    /// <summary>Where a column of this name goes: by the options, by its own name, or as one of the usual names (<c>userId</c> is a user).</summary>
    public Mapping For(string column, IReadOnlyList<string> header)
    {
        if (Mappings.FirstOrDefault(m => m.Column == column) is { } mapped) return mapped;
        var path = Known is null || Known.ContainsKey(column) || column.StartsWith("context.", StringComparison.Ordinal) ? column : Usual(column, header);
        var taken = path is null || path.Length == 0 || Constants.Any(c => c.Path == path) || Mappings.Any(m => m.Path == path);
        return taken ? new Mapping(column, null, Conversion.Text) : new Mapping(column, path, Known?.GetValueOrDefault(path!) ?? Conversion.Text);
    }

    /// <summary>What a column of a usual name is, if no other column of the file is it by an earlier name of the list or by its own.</summary>
    private string? Usual(string column, IReadOnlyList<string> header)
    {
        foreach (var (path, names) in UsualNames)
        {
            if (!names.Contains(column) || !Known!.ContainsKey(path) || header.Contains(path)) continue;
            return names.First(header.Contains) == column ? path : null;
        }
        return null;
    }

    private static Mapping Mapping(string map, IReadOnlyDictionary<string, Conversion>? known)
    {
        var equals = map.IndexOf('=', StringComparison.Ordinal);
        var (column, target) = equals < 0 ? (map[..Colon(map)], map) : (map[..equals], map[(equals + 1)..]);
        if (column.Length == 0 || target.Length == 0) throw CliException.Usage($"--map {map}: write column=attribute, column=attribute:conversion, or column=- to leave it out.");
        if (target == "-") return new Mapping(column, null, Conversion.Text);
        var colon = Colon(target);
        var path = target[..colon];
        var conversion = colon < target.Length ? Conversion.Parse(target[(colon + 1)..]) : known?.GetValueOrDefault(path) ?? Conversion.Text;
        return new Mapping(column, path, conversion);
    }

    private static int Colon(string text) => text.IndexOf(':', StringComparison.Ordinal) is var at and >= 0 ? at : text.Length;

    private static (string, string) Constant(string set)
    {
        var equals = set.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 ? (set[..equals], set[(equals + 1)..]) : throw CliException.Usage($"--set {set}: write name=value.");
    }
}
