namespace Reco.Domain.Catalogs;

/// <summary>Which attributes of an item an answer shows: <c>fields</c> of a rule. Two rules that show the same share their fragments.</summary>
/// <param name="Paths">Attribute paths in the order shown, <c>id</c> first; null shows the whole document.</param>
public sealed record FieldShape(IReadOnlyList<string>? Paths)
{
    /// <summary>The whole document.</summary>
    public static FieldShape Everything { get; } = new((IReadOnlyList<string>?)null);

    /// <summary>What tells shapes apart.</summary>
    public string Key { get; } = Paths is null ? "*" : string.Join('\n', Paths);

    /// <inheritdoc/>
    public bool Equals(FieldShape? other) => ReferenceEquals(this, other) || (other is not null && Key == other.Key);
    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);
}
