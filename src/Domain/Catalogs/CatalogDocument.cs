using System.Collections.Frozen;
using System.Text;
using Reco.Domain.Reading;
using Reco.Domain.Rules;

namespace Reco.Domain.Catalogs;

/// <summary>Reads what an operator sends to declare a catalog: <c>{ "attributes": { "price": "number", "brand.name": "text" } }</c>.</summary>
public static class CatalogDocument
{
    private static readonly Dictionary<string, AttributeType> Types = new(StringComparer.Ordinal)
    {
        ["number"] = AttributeType.Number,
        ["text"] = AttributeType.Text,
        ["boolean"] = AttributeType.Boolean,
        ["time"] = AttributeType.Time,
        ["list"] = AttributeType.List,
    };

    /// <summary>The definition, or every fault in document order.</summary>
    /// <param name="name">The catalog's name, from the address.</param>
    /// <param name="utf8">The document.</param>
    /// <param name="limits">Bounds.</param>
    public static Outcome<CatalogDefinition> Parse(string name, ReadOnlyMemory<byte> utf8, Limits limits)
    {
        var faults = new List<Fault>();
        if (Words.CheckAddress("name", name) is { } fault) faults.Add(fault);
        if (RuleJson.Open(utf8, limits, faults) is not { } json) return Fault.First(faults);
        var attributes = FrozenDictionary<string, AttributeType>.Empty;
        var root = JsonPlace.Root(json.Root, faults);
        var members = root.Members("attributes");
        root.Require(members, "attributes");
        foreach (var member in members) attributes = ReadAttributes(member, limits);
        if (faults.Count == 0) return new CatalogDefinition(name, attributes);
        return json.Sort(faults);
    }

    /// <summary>The document of a definition, as <see cref="Parse"/> takes it.</summary>
    public static byte[] Write(CatalogDefinition definition) => CompactJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("attributes");
        foreach (var (path, type) in definition.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal)) json.WriteString(path, NameOf(type));
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>The word for a declared type.</summary>
    public static string NameOf(AttributeType type) => Types.First(t => t.Value == type).Key;

    /// <summary>Reads <c>{ "price": "number", … }</c>.</summary>
    internal static FrozenDictionary<string, AttributeType> ReadAttributes(JsonPlace node, Limits limits)
    {
        var attributes = new Dictionary<string, AttributeType>(StringComparer.Ordinal);
        var members = node.AllMembers();
        if (members.Count > limits.Attributes) node.Fault($"at most {limits.Attributes} attributes can be declared, not {members.Count}");
        foreach (var member in members.Take(limits.Attributes))
        {
            if (CatalogDefinition.Reserved.Contains(member.Name)) member.Fault("the server gives this name a meaning of its own", "Choose another one.");
            else if (!Words.AttributePath.IsMatch(member.Name) || Encoding.UTF8.GetByteCount(member.Name) > limits.IdBytes)
            {
                member.Fault("expressions can't say this path", "Use letters, digits and \"_\", not a digit first, with dots between names.");
            }
            else if (attributes.Keys.FirstOrDefault(a => a.StartsWith(member.Name + ".", StringComparison.Ordinal) || member.Name.StartsWith(a + ".", StringComparison.Ordinal)) is { } other)
            {
                member.Fault($"can't be declared beside \"{other}\": one contains the other", "Declare the inner one only.");
            }
            else if (member.Word([.. Types.Keys]) is { } type) attributes[member.Name] = Types[type];
        }
        return attributes.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
