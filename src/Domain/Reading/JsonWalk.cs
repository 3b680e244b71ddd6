using System.Text.Json;

namespace Reco.Domain.Reading;

/// <summary>Walks a whole document and says where a property stands twice and where a text is not Unicode.</summary>
/// <param name="faults">Where faults go.</param>
/// <param name="visit">Told each path, in document order.</param>
internal sealed class JsonWalk(List<Fault> faults, Action<string>? visit = null)
{
    /// <summary>False when a text is not Unicode, which nothing later could read.</summary>
    public bool Walk(JsonElement element, string path)
    {
        visit?.Invoke(path);
        var readable = true;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var seen = new HashSet<string>(StringComparer.Ordinal);
                HashSet<string>? again = null;
                foreach (var property in element.EnumerateObject())
                {
                    if (TextOf(() => property.Name) is not { } name)
                    {
                        faults.Add(new(path, "a property's name is not valid Unicode", "Remove the lone surrogate."));
                        readable = false;
                        continue;
                    }
                    var member = JsonPath.Member(path, name);
                    if (seen.Add(name))
                    {
                        readable &= Walk(property.Value, member);
                        continue;
                    }
                    if ((again ??= new(StringComparer.Ordinal)).Add(name)) faults.Add(new(member, "stands twice", "Keep one of them."));
                    // What is wrong in there is not told, but whoever copies the whole object reads it too.
                    readable &= new JsonWalk([]).Walk(property.Value, member);
                }
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray()) readable &= Walk(item, JsonPath.Element(path, index++));
                break;
            case JsonValueKind.String when TextOf(element.GetString) is null:
                faults.Add(new(path, "the text is not valid Unicode", "Remove the lone surrogate."));
                return false;
        }
        return readable;
    }

    private static string? TextOf(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
