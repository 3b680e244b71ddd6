using System.Collections.Concurrent;
using System.Text;
using Reco.Domain.Recommend;

namespace Reco.Domain.Tests.Recommend;

public sealed class RequestIdsTests
{
    private const string Id = "5x0c4m0k2w8q1v7t3n9r6p2d4a";

    [Fact]
    public void Are_unique_across_threads_and_safe_in_addresses()
    {
        var ids = new ConcurrentBag<string>();
        Parallel.For(0, 100_000, _ => ids.Add(RequestIds.Next()));
        Assert.Equal(100_000, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-z]{26}$", id));
    }

    [Theory]
    [InlineData(1, null, $"{Id}.1")]
    [InlineData(41, "B", $"{Id}.41.B")]
    [InlineData(long.MaxValue, "holdout", $"{Id}.9223372036854775807.holdout")]
    public void Say_revision_and_bucket_by_themselves(long version, string? bucket, string name)
    {
        Assert.Equal(name, RequestIds.Of(Id, version, bucket));
        Assert.True(RequestIds.TryRead(name, out var read, out var readBucket));
        Assert.Equal((version, bucket ?? ""), (read, readBucket.ToString()));
    }

    [Fact]
    public void The_longest_one_is_an_id_that_an_interaction_may_carry()
    {
        var longest = RequestIds.Of(RequestIds.Next(), long.MaxValue, new string('B', 64));
        Assert.Equal(RequestIds.MostLength, longest.Length);
        Assert.True(Encoding.UTF8.GetByteCount(longest) <= Limits.Default.IdBytes);
        Assert.True(RequestIds.TryRead(longest, out _, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("r1")]
    [InlineData(Id)]
    [InlineData($"{Id}.")]
    [InlineData($"{Id}.0")]
    [InlineData($"{Id}.007")]
    [InlineData($"{Id}.-7")]
    [InlineData($"{Id}.1e3")]
    [InlineData($"{Id}.9223372036854775808")]
    [InlineData($"{Id}.7.")]
    [InlineData($"{Id}.7.A.B")]
    [InlineData($"{Id}.7.Ä")]
    [InlineData($"{Id}.7.12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData($"{Id}a.7.A")]
    [InlineData("5x0c4m0k2w8q1v7t3n9r6p2d4u.7.A")]
    [InlineData("5X0C4M0K2W8Q1V7T3N9R6P2D4A.7.A")]
    public void What_is_no_name_of_an_answer_is_not_read_as_one(string text) => Assert.False(RequestIds.TryRead(text, out _, out _));
}
