using System.Collections.Frozen;

namespace Reco.Domain.Catalogs;

/// <summary>What an operator says of a catalog: its name and the types of its items' attributes. A declared attribute is typed in expressions and indexed in the store.</summary>
/// <param name="Name"><c>default</c> or a name of its own.</param>
/// <param name="Attributes">Attribute path (<c>price</c>, <c>brand.name</c>) → type; never <see cref="AttributeType.Dynamic"/>.</param>
public sealed record CatalogDefinition(string Name, FrozenDictionary<string, AttributeType> Attributes)
{
    /// <summary>The catalog of who names none.</summary>
    public const string DefaultName = "default";

    /// <summary>Attribute names that the server gives a meaning of its own and nobody may declare.</summary>
    public static IReadOnlyList<string> Reserved { get; } = ["id", "popularity"];

    /// <summary>A catalog that declares nothing.</summary>
    public static CatalogDefinition Empty(string name) => new(name, FrozenDictionary<string, AttributeType>.Empty);

    /// <summary>The declared type of a path, or <see cref="AttributeType.Dynamic"/>; <c>id</c> is text and <c>popularity</c> a number.</summary>
    public AttributeType TypeOf(string path) => path switch
    {
        "id" => AttributeType.Text,
        "popularity" => AttributeType.Number,
        _ => Attributes.GetValueOrDefault(path, AttributeType.Dynamic),
    };
}
