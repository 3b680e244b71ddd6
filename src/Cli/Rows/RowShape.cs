using System.Buffers;
using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Reading;

namespace Reco.Cli.Rows;

/// <summary>Writes rows of columns as JSON objects: the tree of attributes is worked out once, from the header.</summary>
internal sealed class RowShape
{
    private readonly Node root = new("");
    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>An attribute: a column, a constant, or an object of further ones.</summary>
    private sealed class Node(string name)
    {
        public readonly string Name = name;
        public readonly List<Node> Children = [];
        public int Column = -1;
        public Conversion Conversion = Conversion.Text;
        public string? Constant;
    }

    public RowShape(IReadOnlyList<string> header, ColumnMap map)
    {
        foreach (var mapping in map.Mappings)
        {
            if (!header.Contains(mapping.Column)) throw CliException.Usage($"--map: there is no column \"{mapping.Column}\". The file has: {string.Join(", ", header)}.");
            if (map.Known is { } known && mapping.Path is { } path && !known.ContainsKey(path) && !path.StartsWith("context.", StringComparison.Ordinal))
                throw CliException.Usage($"--map {mapping.Column}={path}: there is no attribute \"{path}\". {NearestName.Suggest(path, known.Keys)}");
        }
        for (var column = 0; column < header.Count; column++)
        {
            var mapping = map.For(header[column], header);
            if (mapping.Path is null) continue;
            var node = Add(mapping.Path);
            (node.Column, node.Conversion) = (column, mapping.Conversion);
        }
        foreach (var (path, value) in map.Constants)
        {
            var node = Add(path);
            (node.Constant, node.Conversion) = (value, map.Known?.GetValueOrDefault(path) ?? Conversion.Text);
        }
    }

    /// <summary>Whether rows have this top-level attribute.</summary>
    public bool Has(string name) => root.Children.Exists(c => c.Name == name);

    /// <summary>One row. An empty field is an absent attribute.</summary>
    /// <param name="field">The text of a column.</param>
    /// <param name="number">The row's place.</param>
    /// <param name="id">Given to a row that has none; null to leave it.</param>
    public SourceRow Write(Func<int, string> field, long number, string? id)
    {
        buffer.Clear();
        string? fault = null;
        using (var json = CompactJson.Writer(buffer))
        {
            json.WriteStartObject();
            if (id is not null && !Has("id")) json.WriteString("id", id);
            foreach (var node in root.Children) fault ??= Write(json, node, field);
            if (fault is null) json.WriteEndObject();
            else json.Reset(Stream.Null);
        }
        return new SourceRow(number, fault is null ? buffer.WrittenSpan.ToArray() : default, fault);
    }

    private static string? Write(Utf8JsonWriter json, Node node, Func<int, string> field)
    {
        if (node.Children.Count > 0)
        {
            if (!HasValue(node, field)) return null;
            json.WriteStartObject(node.Name);
            foreach (var child in node.Children)
            {
                if (Write(json, child, field) is { } wrong) return wrong;
            }
            json.WriteEndObject();
            return null;
        }
        var text = node.Constant ?? field(node.Column);
        if (text.Length == 0) return null;
        json.WritePropertyName(node.Name);
        return node.Conversion.Write(json, text) is { } problem ? $"$.{node.Name}: {problem}" : null;
    }

    private static bool HasValue(Node node, Func<int, string> field) =>
        node.Constant is not null || (node.Column >= 0 && field(node.Column).Length > 0) || node.Children.Exists(child => HasValue(child, field));

    private Node Add(string path)
    {
        var at = root;
        foreach (var name in path.Split('.'))
        {
            if (at.Column >= 0 || at.Constant is not null) throw CliException.Usage($"The attribute \"{path}\" lies inside another one that is a value.");
            if (at.Children.Find(c => c.Name == name) is not { } child) at.Children.Add(child = new Node(name));
            at = child;
        }
        if (at.Column >= 0 || at.Constant is not null || at.Children.Count > 0) throw CliException.Usage($"Two columns or constants are the attribute \"{path}\".");
        return at;
    }
}
