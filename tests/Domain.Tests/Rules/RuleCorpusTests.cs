using System.Text;

namespace Reco.Domain.Tests.Rules;

/// <summary>Rules as files: good ones compile, bad ones give exactly the text beside them. All that differ are shown at once.</summary>
public class RuleCorpusTests
{
    [Fact]
    public async Task Good_rules_compile()
    {
        using var world = await RuleTestWorld.Create();
        var refused = new StringBuilder();
        foreach (var file in RuleSamples.Files("good"))
        {
            var json = await File.ReadAllTextAsync(file);
            var faults = (await world.CheckAsync(json)).Faults;
            Assert.Equal(faults.Count == 0, world.Compile(json).Ok);
            if (faults.Count > 0) refused.AppendLine(Path.GetFileName(file)).AppendLine(RuleSamples.Text(faults));
        }
        Assert.Equal("", refused.ToString());
        Assert.True(RuleSamples.Files("good").Count >= 20);
    }

    [Theory]
    [InlineData("bad", 40)]
    [InlineData("bad-code", 15)]
    public async Task Bad_rules_report_exactly_what_is_written_beside_them(string kind, int least)
    {
        using var world = await RuleTestWorld.Create();
        var different = new StringBuilder();
        foreach (var file in RuleSamples.Files(kind))
        {
            var faults = (await world.CheckAsync(await File.ReadAllTextAsync(file))).Faults;
            var said = faults.Count == 0 ? "no fault" : RuleSamples.Text(faults);
            var beside = Path.ChangeExtension(file, ".faults.txt");
            var expected = File.Exists(beside) ? (await File.ReadAllTextAsync(beside)).TrimEnd('\n') : "";
            if (said != expected) different.AppendLine($"--- {Path.GetFileName(file)}: expected").AppendLine(expected).AppendLine("--- but the compiler says").AppendLine(said);
        }
        Assert.Equal("", different.ToString());
        Assert.True(RuleSamples.Files(kind).Count >= least);
    }
}
