namespace Reco.Domain.Rules;

/// <summary>The JSON Schema (2020-12) of rules, for editors: describes the structure; what code means is checked when a rule is published.</summary>
public static class RuleSchema
{
    /// <summary>The schema as it is published, UTF-8.</summary>
    public static ReadOnlyMemory<byte> Json { get; } = Load();

    private static byte[] Load()
    {
        using var stream = typeof(RuleSchema).Assembly.GetManifestResourceStream("rule.schema.json")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
