using Reco.Domain.Catalogs;

namespace Reco.Domain.Tests.Catalogs;

public sealed class ItemNumbersTests
{
    [Fact]
    public void An_id_keeps_its_number_and_can_be_found_by_id_number_and_hash()
    {
        var ids = new ItemNumbers();
        for (var i = 0; i < 10_000; i++) Assert.Equal(i, ids.Intern($"i{i}"));
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal(i, ids.Intern($"i{i}"));
            Assert.True(ids.TryGet($"i{i}", out var number));
            Assert.Equal((i, $"i{i}", i), (number, ids.Id(i), ids.NumberOf(ItemNumbers.HashOf($"i{i}"))));
        }
        Assert.False(ids.TryGet("unknown", out _));
        Assert.Equal(-1, ids.NumberOf(ItemNumbers.HashOf("unknown")));
        Assert.Equal(10_000, ids.Count);
    }

    [Fact]
    public void Many_threads_agree_on_every_number()
    {
        var ids = new ItemNumbers();
        var seen = new int[8][];
        Parallel.For(0, 8, t => seen[t] = [.. Enumerable.Range(0, 20_000).Select(i => ids.Intern($"i{(i * 7 + t * 13) % 20_000}"))]);
        Assert.Equal(20_000, ids.Count);
        for (var t = 0; t < 8; t++)
            for (var i = 0; i < 20_000; i++) Assert.Equal($"i{(i * 7 + t * 13) % 20_000}", ids.Id(seen[t][i]));
    }
}
