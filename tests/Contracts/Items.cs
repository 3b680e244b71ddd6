using System.Collections.Frozen;
using System.Text;
using Reco.Domain;
using Reco.Domain.Catalogs;

namespace Reco.Contracts;

/// <summary>Short ways to write items and definitions in tests.</summary>
public static class Items
{
    /// <summary>A document as a validated write gives it to a store.</summary>
    public static ItemDocument Item(string id, string members = "") =>
        new(id, Encoding.UTF8.GetBytes(members.Length == 0 ? $$"""{"id":{{Quoted(id)}}}""" : $$"""{"id":{{Quoted(id)}},{{members}}}"""), 0);

    public static CatalogDefinition Define(string name, params (string Path, AttributeType Type)[] attributes) =>
        new(name, attributes.ToFrozenDictionary(a => a.Path, a => a.Type, StringComparer.Ordinal));

    public static string Text(this Outcome<ItemDocument> item) => Text(item.Ok ? item.Value : (ItemDocument?)null);

    public static string Text(this ItemDocument? item) => item is { } document ? Encoding.UTF8.GetString(document.Json.Span) : "(none)";

    public static async Task<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> rows)
    {
        var list = new List<T>();
        await foreach (var row in rows) list.Add(row);
        return list;
    }

    private static string Quoted(string id) => System.Text.Json.JsonSerializer.Serialize(id);
}
