namespace Reco.Domain.Catalogs;

/// <summary>What a catalog declares an attribute of its items to be. A value of another type is null.</summary>
public enum AttributeType
{
    /// <summary>Not declared: whatever the item carries.</summary>
    Dynamic,
    /// <summary>A JSON number (<c>number</c>).</summary>
    Number,
    /// <summary>A JSON string (<c>text</c>).</summary>
    Text,
    /// <summary>A JSON boolean (<c>boolean</c>).</summary>
    Boolean,
    /// <summary>An ISO 8601 string (<c>time</c>).</summary>
    Time,
    /// <summary>A JSON array of scalars (<c>list</c>).</summary>
    List,
}
