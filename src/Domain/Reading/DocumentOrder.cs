using System.Text.Json;

namespace Reco.Domain.Reading;

/// <summary>Where each path of a document stands, so that faults, in whatever order they were found, are told in document order.</summary>
internal sealed class DocumentOrder
{
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    /// <summary>Whether the document has something at this path.</summary>
    public bool Has(string path) => places.ContainsKey(path);

    /// <summary>Notes the next path.</summary>
    public void Add(string path) => places.TryAdd(path, places.Count);

    /// <summary>Sorts faults by where they stand; those of the same place keep their order. No more than <see cref="Fault.Most"/>.</summary>
    public List<Fault> Sort(IEnumerable<Fault> unsorted) => Fault.First([.. unsorted.OrderBy(f => places[JsonPath.Nearest(f.Path, Has)])]);

    /// <summary>Sorts the faults of a document that has been read.</summary>
    public static List<Fault> Sort(JsonElement root, List<Fault> faults)
    {
        if (faults.Count < 2) return faults;
        var order = new DocumentOrder();
        new JsonWalk([], order.Add).Walk(root, "$");
        return order.Sort(faults);
    }
}
