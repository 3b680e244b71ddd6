using System.Text;
using Reco.Domain.Interactions;
using static Reco.Domain.Tests.Interactions.Rows;

namespace Reco.Domain.Tests.Interactions;

public class ProfileMergeTests
{
    private static LoggedInteraction Under(string name, long sequence, Interaction row) => new(ProfileMerge.LogOf(Log, name), sequence, row);

    [Theory]
    [InlineData("", """{"a":1}""", """{"a":1}""")]
    [InlineData("""{"a":1}""", "", """{"a":1}""")]
    [InlineData("""{"a":null,"b":{"x":1}}""", """{"c":"식빵","b":{"y":2},"a":3}""", """{"a":null,"b":{"x":1},"c":"식빵"}""")]
    public void Of_attributes_the_accounts_win(string account, string from, string both) =>
        Assert.Equal(both, Encoding.UTF8.GetString(ProfileMerge.Attributes(Encoding.UTF8.GetBytes(account), Encoding.UTF8.GetBytes(from), Limits.Default).Span));

    [Fact]
    public void Attributes_of_both_have_the_room_of_one_row()
    {
        var limits = Limits.Default with { RowBytes = 60 };
        var both = ProfileMerge.Attributes("""{"a":1}"""u8.ToArray(), Encoding.UTF8.GetBytes($$"""{"long":"{{new string('x', 50)}}","b":2}"""), limits);
        Assert.Equal("""{"a":1,"b":2}""", Encoding.UTF8.GetString(both.Span));
    }

    [Fact]
    public void A_retry_under_either_name_is_a_duplicate()
    {
        var merged = ProfileMerge.Apply(Folded(Of("view", "a", 1, "1")), Folded(Of("view", "b", 2, "2")), "s", Limits.Default);
        var fates = new RowFate[3];
        ProfileFold.Apply(merged, [Under("s", 2, Of("view", "a", 1, "1")), Under("s", 3, Of("view", "b", 2, "2")), Under("s", 4, Of("view", "c", 3, "3"))], Limits.Default, fates);
        Assert.Equal([RowFate.Duplicate, RowFate.Duplicate, RowFate.Applied], fates);
        ProfileFold.Apply(merged, [new(Log, 2, Of("view", "b", 2, "2"))], Limits.Default, fates);
        Assert.Equal(RowFate.Duplicate, fates[0]);
    }

    [Fact]
    public void More_names_than_fences_are_kept_for_do_not_lose_the_accounts_own_fence()
    {
        var account = Folded(Of("view", "a", 1));
        for (var i = 0; i < 100; i++) account = ProfileMerge.Apply(account, Folded(Of("view", "b", 2 + i)), $"s{i}", Limits.Default);
        Assert.Equal(101, account.Count("view", 0));
        Assert.Same(account, ProfileFold.Apply(account, Logged(Of("view", "a", 1)), Limits.Default));
        var tombstone = Tombstone.Merged(Folded(Of("view", "b", 2)));
        var known = ProfileMerge.Apply(account, tombstone, "s0", Limits.Default);
        Assert.Same(known, ProfileFold.Apply(known, [Under("s0", 1, Of("view", "b", 2))], Limits.Default));
    }

    [Fact]
    public void Nothing_merged_is_nothing_new()
    {
        var account = Folded(Of("view", "a", 1));
        Assert.Same(account, ProfileMerge.Apply(account, Profile.Empty, "s", Limits.Default));
        Assert.Equal(["a"], ProfileMerge.Apply(Profile.Empty, account, "s", Limits.Default).LastIds("view", 9));
        Assert.True(Profile.Empty.IsTombstone);
        Assert.False(account.IsTombstone);
        Assert.False(Profile.Empty.WithAttributes("{}"u8.ToArray()).IsTombstone);
    }

    [Theory]
    [InlineData("a", "a", "b", "b", 0, MergeDecision.Merge)]
    [InlineData("a", "c", "b", "b", 0, MergeDecision.Merge)]
    [InlineData("a", "a", "a", "a", 0, MergeDecision.Itself)]
    [InlineData("b", "b", "a", "b", 1, MergeDecision.AlreadyOne)]
    [InlineData("a", "c", "b", "c", 2, MergeDecision.AlreadyOne)]
    [InlineData("a", "b", "b", "b", 1, MergeDecision.Cycle)]
    [InlineData("a", "a", "b", "c", 1, MergeDecision.OfAnother)]
    [InlineData("a", "a", "b", "b", 3, MergeDecision.TooManyNames)]
    public void Who_may_be_merged_into_whom(string into, string intoAccount, string from, string fromAccount, int names, MergeDecision decision) =>
        Assert.Equal(decision, MergeDecisions.Decide(into, intoAccount, from, fromAccount, names, Limits.Default with { MergedNames = 3 }));
}
