using System.Collections.Concurrent;

namespace Reco.Domain.Tests.Fuzz;

/// <summary>The first cases of the run that bench/Fuzz makes of a million: whatever stands in a rule, it is refused with faults or answers every request.</summary>
public sealed class FuzzTests
{
    [Fact]
    public void Mutated_rules_are_refused_or_answer()
    {
        var fuzzer = new Fuzzer(FuzzCorpus.Load(), seed: 1);
        var broken = new ConcurrentDictionary<string, bool>();
        for (var number = 0; number < 1_000; number++)
        {
            if (fuzzer.Try(number, broken) is { } report) Assert.Fail(report.ToString());
        }
        Assert.All(fuzzer.Counts.Kinds, kind => Assert.True(kind.Value.Accepted + kind.Value.Refused > 0, kind.Key));
        Assert.True(fuzzer.Counts.Kinds.Values.Sum(k => k.Accepted) * 100 >= fuzzer.Counts.Kinds.Values.Sum(k => k.Accepted + k.Refused) * 15);
    }
}
