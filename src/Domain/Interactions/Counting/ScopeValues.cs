using Reco.Domain.Expressions;

namespace Reco.Domain.Interactions.Counting;

/// <summary>The values of all declared paths for one interaction, each looked up once though several dimensions name it. Used under the lock of <see cref="Popularity"/>.</summary>
internal sealed class ScopeValues(Func<string, string, Value> itemAttribute)
{
    private readonly List<(string Root, string Tail, string[] Parts)> paths = [];
    private readonly Dictionary<string, int> indexes = new(StringComparer.Ordinal);
    private string?[] texts = [];
    private bool[] known = [];
    private Interaction row = null!;
    private Profile profile = Profile.Empty;

    /// <summary>Where a path's values will be.</summary>
    public int Index(string path)
    {
        if (indexes.TryGetValue(path, out var index)) return index;
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var (root, rest) = dot < 0 ? (path, "") : (path[..dot], path[(dot + 1)..]);
        paths.Add((root, rest, rest.Split('.')));
        texts = new string?[paths.Count];
        known = new bool[paths.Count];
        return indexes[path] = paths.Count - 1;
    }

    /// <summary>Turns to the next interaction.</summary>
    public void Next(Interaction row, Profile profile)
    {
        (this.row, this.profile) = (row, profile);
        Array.Clear(known);
    }

    /// <summary>The value of a path as text; null when it is absent or a list.</summary>
    public string? Text(int index)
    {
        if (known[index]) return texts[index];
        known[index] = true;
        var value = Read(paths[index]);
        return texts[index] = value.Kind is ValueKind.Null or ValueKind.List ? null : value.ToString();
    }

    private Value Read((string Root, string Tail, string[] Parts) path) => path.Root switch
    {
        "user" when path.Tail == "id" => Value.Of(row.User),
        "user" => profile.Attribute(path.Parts),
        "seed" when path.Tail == "id" => Value.Of(row.Item),
        "seed" => itemAttribute(row.Item!, path.Tail),
        "context" => row.Context.GetValueOrDefault(path.Tail),
        _ => Value.Null,
    };
}
