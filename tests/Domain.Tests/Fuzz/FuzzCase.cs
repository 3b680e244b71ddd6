using System.Text;

namespace Reco.Domain.Tests.Fuzz;

/// <summary>One thing to try: the same for a seed and a number, on every machine.</summary>
/// <param name="Number">Which case of its run.</param>
/// <param name="Kind">How it was made.</param>
/// <param name="Bytes">A rule, or for <see cref="Expression"/> an expression, in UTF-8.</param>
internal sealed record FuzzCase(long Number, string Kind, byte[] Bytes)
{
    /// <summary>The kind whose cases are expressions alone, compared with the reference.</summary>
    public const string Expression = "expression";

    /// <summary>Every kind with its share in percent.</summary>
    public static IReadOnlyList<(string Kind, int Share)> Kinds { get; } =
        [("bytes", 16), ("structure", 20), ("values", 16), ("tokens", 18), ("cross", 3), ("grammar", 5), ("grammar, torn", 6), ("shapes", 4), (Expression, 12)];

    /// <summary>Makes a case.</summary>
    public static FuzzCase Make(FuzzCorpus corpus, int seed, long number)
    {
        var random = new Random(HashCodeOf(seed, number));
        var roll = random.Next(100);
        var kind = Kinds.First(k => (roll -= k.Share) < 0).Kind;
        var mutation = new JsonMutation(corpus, random);
        byte[] Start() => random.Next(5) == 0 ? corpus.Bad[random.Next(corpus.Bad.Count)] : corpus.Good[random.Next(corpus.Good.Count)];
        byte[] Written() => Encoding.UTF8.GetBytes(new RuleWriter(random).Rule().ToJsonString());
        var bytes = kind switch
        {
            "bytes" => mutation.Bytes(Start()),
            "structure" => Mutated(Start(), mutation.Structure, random),
            "values" => Mutated(Start(), mutation.Value, random),
            "tokens" => Mutated(Start(), mutation.Code, random),
            "cross" => Mutated(Start(), mutation.Cross, random),
            "grammar" => Written(),
            "grammar, torn" => Mutated(Written(), random.Next(3) switch { 0 => mutation.Structure, 1 => mutation.Value, _ => mutation.Code }, random),
            "shapes" => Encoding.UTF8.GetBytes(new RuleWriter(random).Shaped().ToJsonString()),
            _ => Encoding.UTF8.GetBytes(Text(corpus, random)),
        };
        return new FuzzCase(number, kind, bytes);
    }

    private static string Text(FuzzCorpus corpus, Random random) => random.Next(10) switch
    {
        0 => new RuleWriter(random).Shape(),
        1 or 2 => ExpressionTokens.Mutate(corpus.Expressions[random.Next(corpus.Expressions.Count)], corpus, random),
        3 or 4 => ExpressionTokens.Mutate(new Expressions.RandomExpressions(random).Any(random.Next(1, 4)), corpus, random),
        _ => new Expressions.RandomExpressions(random).Any(random.Next(1, 5)),
    };

    private static byte[] Mutated(byte[] json, Func<byte[], byte[]> mutate, Random random)
    {
        for (var i = random.Next(3) == 0 ? 2 : 1; i > 0; i--) json = mutate(json);
        return json;
    }

    /// <summary>Unlike <see cref="HashCode"/> the same in every process.</summary>
    private static int HashCodeOf(int seed, long number)
    {
        var mixed = ((ulong)(uint)seed << 32) + (ulong)number * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
        return (int)(mixed ^ mixed >> 31);
    }
}
