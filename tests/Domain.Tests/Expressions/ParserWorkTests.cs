using Reco.Domain.Expressions;

namespace Reco.Domain.Tests.Expressions;

/// <summary>Parsing takes work in proportion to the text, however it nests and wherever it breaks off: no shape makes the grammar try things again and again.</summary>
public sealed class ParserWorkTests
{
    /// <summary>Parsers tried per byte of a text, end included.</summary>
    internal const int StepsPerByte = 64;

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("(1+", "1", ")")]
    [InlineData("[", "", "]")]
    [InlineData("[1,", "1", "]")]
    [InlineData("f(", "1", ")")]
    [InlineData("f(a,", "1", ")")]
    [InlineData("f(a, x => ", "x", ")")]
    [InlineData("a.b(", "1", ")")]
    [InlineData("a?", "1", ":2")]
    [InlineData("a?1:", "1", "")]
    [InlineData("(a?", "1", ":2)")]
    [InlineData("!", "a", "")]
    [InlineData("-", "1", "")]
    [InlineData("!(", "1", ")")]
    [InlineData("!f([(-", "1", ")])")]
    [InlineData("1+", "1", "")]
    [InlineData("a&&", "b", "")]
    [InlineData("a??", "b", "")]
    [InlineData("a in ", "b", "")]
    [InlineData("a!=!", "b", "")]
    [InlineData("a.", "b", "")]
    [InlineData("a", "", ".b()")]
    [InlineData("1", "", "")]
    [InlineData("'", "", "'")]
    [InlineData(" ", "a", " ")]
    [InlineData("?", "?", "?")]
    public void Steps_are_in_proportion_to_the_text(string open, string middle, string close)
    {
        foreach (var n in new[] { 1, 2, 5, 19, 38, 39, 200, 800 })
        {
            var (opened, closed) = (Repeat(open, n), Repeat(close, n));
            foreach (var text in new[] { opened + middle + closed, opened + middle, opened, opened + "$" + closed, opened + middle + closed[..(closed.Length / 2)] + "$", middle + closed })
            {
                var steps = 0;
                Grammar.Parse(text, Limits.Default, () => steps++);
                Assert.True(steps <= StepsPerByte * (text.Length + 1), $"{steps} steps for {text.Length} bytes: {text}");
            }
        }
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
