namespace Reco.Domain.Expressions;

/// <summary>Makes keys of a relation out of a value: texts as they are, numbers in their shortest form, anything else none.</summary>
internal static class Keys
{
    public static IReadOnlyList<string> Of(Value value, int most)
    {
        if (value.AsList is not { } list) return value.Kind is ValueKind.Text or ValueKind.Number ? [value.ToString()] : [];
        var keys = new List<string>(Math.Min(list.Length, most));
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in list)
        {
            if (keys.Count == most) break;
            if (element.Kind is ValueKind.Text or ValueKind.Number && element.ToString() is var key && known.Add(key)) keys.Add(key);
        }
        return keys;
    }
}
