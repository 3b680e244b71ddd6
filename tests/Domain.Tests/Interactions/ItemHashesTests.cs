using System.Runtime.InteropServices;
using FsCheck.Xunit;
using Reco.Domain.Interactions;

namespace Reco.Domain.Tests.Interactions;

public sealed class ItemHashesTests
{
    [Property(MaxTest = 300)]
    public void Finds_exactly_the_items_it_was_made_of(ulong[] some, ulong[] others, byte more)
    {
        // Up to 2,040 items, so that sets with and without a bit filter are met.
        var all = some.Concat(Enumerable.Range(0, more * 8).Select(i => (ulong)i * 0x9E37_79B9_7F4A_7C15)).Distinct().Order().ToArray();
        var hashes = new ItemHashes(MemoryMarshal.AsBytes<ulong>(all).ToArray());
        for (var i = 0; i < all.Length; i++) Assert.Equal(i, hashes.Find(all[i]));
        foreach (var other in others.Except(all)) Assert.True(hashes.Find(other) < 0);
        Assert.True(ItemHashes.None.Find(1) < 0);
    }
}
