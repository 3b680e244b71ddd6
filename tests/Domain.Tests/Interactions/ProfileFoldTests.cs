using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using static Reco.Domain.Tests.Interactions.Rows;

namespace Reco.Domain.Tests.Interactions;

public class ProfileFoldTests
{
    [Fact]
    public void An_id_sent_again_is_a_duplicate_and_changes_no_history()
    {
        var fates = new RowFate[4];
        var profile = ProfileFold.Apply(
            Profile.Empty, Logged(Of("view", "a", 1, "i1"), Of("view", "a", 1, "i1"), Of("view", "a", 1), Of("view", "a", 1)), Limits.Default, fates);
        Assert.Equal([RowFate.Applied, RowFate.Duplicate, RowFate.Applied, RowFate.Applied], fates);
        Assert.Equal(3, profile.Count("view", 0));
    }

    [Fact]
    public void An_id_is_forgotten_after_the_limit()
    {
        var limits = Limits.Default with { RecentIds = 2 };
        var fates = new RowFate[5];
        var rows = Logged(Of("view", "a", 1, "1"), Of("view", "a", 1, "2"), Of("view", "a", 1, "1"), Of("view", "a", 1, "3"), Of("view", "a", 1, "1"));
        ProfileFold.Apply(Profile.Empty, rows, limits, fates);
        Assert.Equal([RowFate.Applied, RowFate.Applied, RowFate.Duplicate, RowFate.Applied, RowFate.Applied], fates);
    }

    [Fact]
    public void Rows_at_or_below_the_fence_were_delivered_before()
    {
        var rows = Logged(Of("view", "a", 1), Of("view", "b", 2));
        var once = ProfileFold.Apply(Profile.Empty, rows, Limits.Default);
        var fates = new RowFate[2];
        Assert.Same(once, ProfileFold.Apply(once, rows, Limits.Default, fates));
        Assert.Equal([RowFate.Delivered, RowFate.Delivered], fates);
    }

    [Fact]
    public void A_log_that_was_made_anew_has_a_fence_of_its_own()
    {
        var once = ProfileFold.Apply(Profile.Empty, Logged(Of("view", "a", 1)), Limits.Default);
        var twice = ProfileFold.Apply(once, [new LoggedInteraction("log-2/0", 1, Of("view", "b", 2))], Limits.Default);
        Assert.Equal(["b", "a"], twice.LastIds("view", 5));
        Assert.Same(twice, ProfileFold.Apply(twice, [new LoggedInteraction("log-2/0", 1, Of("view", "b", 2)), .. Logged(Of("view", "a", 1))], Limits.Default));
    }

    [Fact]
    public void An_interaction_without_an_item_is_counted_and_never_listed()
    {
        var profile = Folded(new Interaction { User = "u", Type = "view", AtMs = 5 }, Of("view", "a", 4));
        Assert.Equal(2, profile.Count("view", 0));
        Assert.Equal(["a"], profile.LastIds("view", 5));
        Assert.False(profile.Did("view", 0));
    }

    [Fact]
    public void The_impression_of_a_page_folds_like_one_of_each_item()
    {
        var page = Of("impression", "", 5) with { Item = null, Page = new ShownPage("shop/rule", 0, 5, ["a", "b", "a", "c"]) };
        var items = page.PerItem().Select((row, i) => new LoggedInteraction(Log, i + 1, row)).ToArray();
        Assert.Equal(["a", "b", "a", "c"], items.Select(i => i.Row.Item));
        foreach (var limits in (Limits[])[Limits.Default, Limits.Default with { ImpressionItems = 2, History = 3 }])
        {
            var whole = ProfileFold.Apply(Profile.Empty, [new LoggedInteraction(Log, items.Length, page)], limits);
            Assert.Equal(ProfileFold.Apply(Profile.Empty, items, limits).Write().ToArray(), whole.Write().ToArray());
        }
    }

    [Fact]
    public void Types_stay_in_order_whatever_comes_first()
    {
        var profile = Folded(Of("view", "a", 1));
        profile = ProfileFold.Apply(profile, [new(Log, 2, Of("click", "b", 1)), new(Log, 3, Of("zap", "c", 1)), new(Log, 4, Of("like", "d", 1))], Limits.Default);
        Assert.Equal(["click", "like", "view", "zap"], profile.Types);
        Assert.Equal(["b"], profile.LastIds("click", 1));
        Assert.Equal(["a"], profile.LastIds("view", 1));
        Assert.Equal(["c"], profile.LastIds("zap", 1));
    }

    [Fact]
    public void The_default_limits_hold_and_the_oldest_goes_first()
    {
        var rows = Enumerable.Range(0, 11_000).Select(i => Of("view", $"item-{i}", i * 1000L)).ToArray();
        var profile = Folded(rows);
        Assert.Equal(500, profile.Last("view", int.MaxValue).Length);
        Assert.Equal("item-10999", profile.LastIds("view", 1)[0]);
        Assert.True(profile.Did("view", ItemNumbers.HashOf("item-1000")));
        Assert.False(profile.Did("view", ItemNumbers.HashOf("item-999")));
        Assert.Equal(500, profile.Count("view", 0));
    }

    [Fact]
    public void Impressions_keep_the_last_times_of_the_last_items()
    {
        var limits = Limits.Default with { ImpressionItems = 2, ImpressionTimes = 3 };
        var profile = ProfileFold.Apply(Profile.Empty, Logged(
            Of("impression", "a", 1), Of("impression", "b", 2), Of("impression", "a", 5), Of("impression", "a", 3), Of("impression", "a", 2), Of("impression", "c", 4)), limits);
        Assert.Equal(3, profile.Impressions(ItemNumbers.HashOf("a"), 0));
        Assert.Equal(2, profile.Impressions(ItemNumbers.HashOf("a"), 3));
        Assert.Equal(0, profile.Impressions(ItemNumbers.HashOf("b"), 0));
        Assert.Equal(1, profile.Impressions(ItemNumbers.HashOf("c"), 0));
    }
}
