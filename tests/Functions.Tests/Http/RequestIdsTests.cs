using System.Collections.Concurrent;
using Reco.Functions.Http;

namespace Reco.Functions.Tests.Http;

public class RequestIdsTests
{
    [Fact]
    public void Are_unique_across_threads_and_safe_in_addresses()
    {
        var ids = new ConcurrentBag<string>();
        Parallel.For(0, 100_000, _ => ids.Add(RequestIds.Next()));
        Assert.Equal(100_000, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-z]{26}$", id));
    }
}
