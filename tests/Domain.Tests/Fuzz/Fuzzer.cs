using System.Collections.Concurrent;
using System.Text;

namespace Reco.Domain.Tests.Fuzz;

/// <summary>Tries cases, one after the other, on one thread, in a world that is made anew now and then so that memory stays bounded.</summary>
internal sealed class Fuzzer(FuzzCorpus corpus, int seed)
{
    private const int CasesPerWorld = 1_000;

    private readonly FuzzCounts counts = new();
    private RuleProbe? rules;
    private ExpressionProbe? expressions;
    private int cases;

    /// <summary>What was seen so far.</summary>
    public FuzzCounts Counts => counts;

    /// <summary>Tries one case; null when it kept every promise, or broke one as another case did before.</summary>
    /// <param name="number">Which.</param>
    /// <param name="broken">Promises known to be broken; this one is added.</param>
    public FuzzReport? Try(long number, ConcurrentDictionary<string, bool> broken)
    {
        var made = FuzzCase.Make(corpus, seed, number);
        if (Failure(made) is not { } failure || !broken.TryAdd(failure.Promise, true)) return null;
        var smallest = Smaller.Of(made, bytes => Failure(made with { Bytes = bytes }, smaller: true)?.Promise == failure.Promise);
        return new FuzzReport(seed, made, failure.Promise, failure.Text, smallest);
    }

    private (string Promise, string Text)? Failure(FuzzCase made, bool smaller = false)
    {
        try
        {
            if (cases++ % CasesPerWorld == 0) Renew();
            var accepted = made.Kind == FuzzCase.Expression ? expressions!.Try(Encoding.UTF8.GetString(made.Bytes), made.Number) : rules!.Try(made.Bytes);
            if (!smaller) counts.Count(made.Kind, accepted);
            return null;
        }
        catch (FuzzFailureException failure)
        {
            return (failure.Promise, failure.Message);
        }
        catch (Exception thrown)
        {
            // Whatever it is: nothing may be thrown. Its kind and place say which failure it is.
            return ($"{thrown.GetType().Name} {thrown.StackTrace?.Split('\n')[0].Trim()}", thrown.ToString());
        }
    }

    private void Renew()
    {
        var world = FuzzWorld.Make();
        (rules, expressions) = (new RuleProbe(world, counts), new ExpressionProbe(counts));
    }
}

/// <summary>A case that broke a promise, for a file.</summary>
/// <param name="Seed">Of its run.</param>
/// <param name="Case">As it was made.</param>
/// <param name="Promise">What it broke.</param>
/// <param name="Text">What was seen.</param>
/// <param name="Smallest">The smallest that breaks it too.</param>
internal sealed record FuzzReport(int Seed, FuzzCase Case, string Promise, string Text, byte[] Smallest)
{
    public override string ToString() =>
        $"seed {Seed}, case {Case.Number}, {Case.Kind}\n{Text}\n--- smallest\n{Encoding.UTF8.GetString(Smallest)}\n--- as made\n{Encoding.UTF8.GetString(Case.Bytes)}\n--- as made, base64\n{Convert.ToBase64String(Case.Bytes)}\n";
}

/// <summary>Makes a failing case smaller: leaves out properties, elements and stretches of bytes as long as it fails alike.</summary>
internal static class Smaller
{
    private const int Attempts = 1_500;

    public static byte[] Of(FuzzCase made, Func<byte[], bool> fails)
    {
        var (bytes, attempts) = (made.Bytes, 0);
        bool Shrunk(byte[] next)
        {
            if (attempts++ >= Attempts || next.Length >= bytes.Length || !fails(next)) return false;
            bytes = next;
            return true;
        }
        for (var again = true; again && attempts < Attempts;)
        {
            again = false;
            // Outer values first: they take most with them.
            foreach (var span in Enumerable.Reverse(JsonSpan.Of(bytes)))
            {
                if (span.End <= bytes.Length && Shrunk(JsonMutation.Remove(bytes, span)))
                {
                    again = true;
                    break;
                }
            }
            for (var length = bytes.Length / 2; !again && length > 0; length /= 2)
            {
                for (var at = 0; at + length <= bytes.Length; at += length)
                {
                    if (Shrunk([.. bytes[..at], .. bytes[(at + length)..]])) again = true;
                }
            }
        }
        return bytes;
    }
}
