using Reco.Domain.Rules.DryRuns;

namespace Reco.Domain.Tests.Rules.DryRuns;

public class PageOverlapTests
{
    [Theory]
    [InlineData(1, "abcd", "abcd", 1)]
    [InlineData(1, "abcd", "bacd", 0)]
    [InlineData(2, "abcd", "bacd", 1)]
    [InlineData(2, "abcd", "axcd", 0.5)]
    [InlineData(5, "abcd", "axcd", 0.75)]
    [InlineData(5, "abcd", "ab", 0.5)]
    [InlineData(5, "ab", "abcd", 0.5)]
    [InlineData(2, "ab", "abcd", 1)]
    [InlineData(5, "", "ab", 0)]
    [InlineData(5, "", "", 1)]
    public void Overlap_is_what_the_first_k_share_of_k_or_of_the_longer_page(int k, string before, string after, double overlap) =>
        Assert.Equal(overlap, PageOverlap.At(k, Ids(before), Ids(after)));

    [Theory]
    [InlineData("abcd", "abcd", 0)]
    [InlineData("abcd", "bacd", 2)]
    [InlineData("abcd", "abc", 1)]
    [InlineData("abcd", "bcd", 4)]
    public void Places_differ_where_another_item_or_none_is(string before, string after, int places) => Assert.Equal(places, PageOverlap.PlacesThatDiffer(Ids(before), Ids(after)));

    [Theory]
    [InlineData(0, "1")]
    [InlineData(1, "1")]
    [InlineData(2, "1 5")]
    [InlineData(5, "1 5")]
    [InlineData(6, "1 5 10")]
    [InlineData(11, "1 5 10 20")]
    [InlineData(200, "1 5 10 20")]
    public void Cuts_go_on_until_one_holds_the_longest_page(int longest, string cuts) => Assert.Equal(cuts, string.Join(' ', PageOverlap.CutsFor(longest)));

    internal static string[] Ids(string letters) => [.. letters.Select(c => $"{c}")];
}
