using System.Text;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;
using static Reco.Domain.Tests.Interactions.Rows;

namespace Reco.Domain.Tests.Interactions;

public class ProfileTests
{
    private static ulong Hash(string id) => ItemNumbers.HashOf(id);

    [Fact]
    public void Nobody_has_done_anything()
    {
        var profile = Profile.Read(Profile.Empty.Write());
        Assert.Empty(profile.Last("view", 5));
        Assert.False(profile.Did("view", Hash("banana")));
        Assert.Equal(0, profile.Count("view", 0));
        Assert.Equal(0, profile.Impressions(Hash("banana"), 0));
        Assert.True(profile.AttributesJson.IsEmpty);
        Assert.True(profile.Attribute(["region"]).IsNull);
        Assert.Empty(profile.Types);
    }

    [Fact]
    public void Last_gives_distinct_items_newest_first()
    {
        var profile = Folded(Of("view", "a", 10), Of("view", "b", 30), Of("view", "c", 20), Of("view", "a", 40), Of("click", "d", 50));
        Assert.Equal(["a", "b", "c"], profile.LastIds("view", 5));
        Assert.Equal(["a", "b"], profile.LastIds("view", 2));
        Assert.Equal(["d"], profile.LastIds("click", 2));
        Assert.Empty(profile.Last("view", 0));
        Assert.Equal([40L, 30, 20], profile.Last("view", 9).Select(e => e.AtMs));
        Assert.Equal(Hash("a"), profile.Last("view", 1)[0].Hash);
        Assert.Equal(["a", "b", "c", "a"], profile.History("view").Select(e => profile.ItemId(e)));
        Assert.Equal(["click", "view"], profile.Types);
    }

    [Fact]
    public void Rows_of_the_same_moment_keep_the_order_of_the_log() =>
        Assert.Equal(["c", "b", "a"], Folded(Of("view", "a", 10), Of("view", "b", 10), Of("view", "c", 10)).LastIds("view", 5));

    [Fact]
    public void Did_and_count_and_impressions_answer_from_the_blob()
    {
        var profile = Folded(
            Of("impression", "a", 100), Of("impression", "a", 200), Of("impression", "b", 150), Of("click", "a", 210), Of("purchase", "식빵 🍞", 300));
        Assert.True(profile.Did("click", Hash("a")));
        Assert.False(profile.Did("click", Hash("b")));
        Assert.True(profile.Did("purchase", Hash("식빵 🍞")));
        Assert.Equal(["식빵 🍞"], profile.LastIds("purchase", 1));
        Assert.Equal(3, profile.Count("impression", 0));
        Assert.Equal(2, profile.Count("impression", 150));
        Assert.Equal(0, profile.Count("impression", 201));
        Assert.Equal(2, profile.Impressions(Hash("a"), 0));
        Assert.Equal(1, profile.Impressions(Hash("a"), 101));
        Assert.Equal(1, profile.Impressions(Hash("b"), 150));
        Assert.Equal(0, profile.Impressions(Hash("c"), 0));
    }

    [Fact]
    public void Attributes_are_read_by_path_and_history_stays_when_they_change()
    {
        var profile = Folded(Of("view", "a", 10))
            .WithAttributes(Encoding.UTF8.GetBytes("""{"region":"north","home":{"floor":3},"tags":["x"]}"""));
        Assert.Equal("north", profile.Attribute(["region"]).AsText);
        Assert.Equal(3, profile.Attribute(["home", "floor"]).AsNumber);
        Assert.Equal(Value.Of([Value.Of("x")]), profile.Attribute(["tags"]));
        Assert.True(profile.Attribute(["home", "door"]).IsNull);
        Assert.Equal(["a"], profile.LastIds("view", 5));
        var read = Profile.Read(profile.Write());
        Assert.Equal("north", read.Attribute(["region"]).AsText);
        Assert.True(read.WithAttributes(default).Attribute(["region"]).IsNull);
    }

    [Fact]
    public void A_blob_that_is_not_whole_or_newer_is_refused_with_the_reason()
    {
        var blob = Folded(Of("view", "a", 10)).Write().ToArray();
        Assert.Contains("no bytes", Refused([]), StringComparison.Ordinal);
        Assert.Contains("cut off", Refused(blob[..20]), StringComparison.Ordinal);
        Assert.Contains("damaged", Refused(blob[..^8]), StringComparison.Ordinal);
        byte[] newer = [2, .. blob[1..]];
        Assert.Contains("version 2", Refused(newer), StringComparison.Ordinal);
        for (var i = 1; i < blob.Length; i++)
        {
            var flipped = blob.ToArray();
            flipped[i] ^= 4;
            Assert.Contains("damaged", Refused(flipped), StringComparison.Ordinal);
        }
    }

    private static string Refused(byte[] blob) => Assert.Throws<InvalidDataException>(() => Profile.Read(blob)).Message;
}
