using System.Buffers;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;
using Reco.Storage.Embedded;
using static Reco.Storage.Tests.Embedded.InteractionWorld;

namespace Reco.Storage.Tests.Embedded;

public sealed class EmbeddedInteractionLogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_row_is_in_profile_popularity_and_log_when_its_task_completes()
    {
        await using var world = await OpenAsync(folder);
        Assert.Equal("3 accepted", Told(await world.AppendAsync(Row("u", "a"), Row("v", "b"), Row("u", "b"))));
        Assert.Equal(["b", "a"], await world.LastAsync("u"));
        Assert.Equal(["b"], await world.LastAsync("v"));
        Assert.Equal("b 2, a 1", world.Top(PopularityScope.Everyone));
        Assert.Equal(["u a", "v b", "u b"], await LogAsync(world));
        Assert.Equal("0 accepted", Told(await world.AppendAsync()));
    }

    [Fact]
    public async Task A_known_id_is_a_duplicate_within_a_batch_and_later_but_only_for_its_user()
    {
        await using var world = await OpenAsync(folder);
        Assert.Equal("2 accepted, not 1", Told(await world.AppendAsync(Row("u", "a", id: "1"), Row("u", "a", id: "1"), Row("v", "a", id: "1"))));
        Assert.Equal("2 accepted, not 0, not 3", Told(await world.AppendAsync(Row("u", "a", id: "1"), Row("a", "a", id: "1"), Row("u", "b", id: "2"), Row("v", "b", id: "1"))));
        Assert.Equal("a 3, b 1", world.Top(PopularityScope.Everyone));
        Assert.Equal(["u a", "v a", "a a", "u b"], await LogAsync(world));
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        await using (var world = await OpenAsync(folder)) await world.AppendAsync(Row("u", "a", id: "1"));
        await using var again = await OpenAsync(folder);
        Assert.Equal(["a"], await again.LastAsync("u"));
        Assert.Equal("1 accepted, not 0", Told(await again.AppendAsync(Row("u", "a", id: "1"), Row("u", "b", id: "2"))));
        Assert.Equal("a 1, b 1", again.Top(PopularityScope.Everyone));
    }

    [Fact]
    public async Task Catalogs_are_apart()
    {
        await using var world = await OpenAsync(folder);
        await world.Log.AppendAsync("other", [Row("u", "c")], default);
        await world.AppendAsync(Row("u", "a"));
        Assert.Equal(["a"], await world.LastAsync("u"));
        Assert.Equal(["u a"], await LogAsync(world));
        Assert.Equal("a 1", world.Top(PopularityScope.Everyone));
    }

    [Fact]
    public async Task The_whole_log_is_read_in_order_page_by_page()
    {
        await using var world = await OpenAsync(folder);
        for (var batch = 0; batch < 5; batch++)
        {
            await world.Log.AppendAsync("other", [Row("x", "a")], default);
            await world.Log.AppendAsync(Catalog, [.. Enumerable.Range(batch * 500, 500).Select(i => Row($"u{i % 7}", $"i{i}"))], default);
        }
        Assert.Equal(Enumerable.Range(0, 2500).Select(i => $"u{i % 7} i{i}"), await LogAsync(world));
    }

    [Fact]
    public async Task Concurrent_batches_of_one_user_lose_nothing()
    {
        await using var world = await OpenAsync(folder);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            await world.AppendAsync(Row("u", $"i{i}"));
            var profile = await world.Profiles.ReadAsync(Catalog, "u", default);
            Assert.Contains(profile!.Last("view", 500), e => profile.ItemId(e) == $"i{i}");
        })));
        Assert.Equal(200, (await world.Profiles.ReadAsync(Catalog, "u", default))!.Count("view", 0));
    }

    [Fact]
    public async Task A_full_queue_takes_nothing_and_says_so()
    {
        await using var world = await OpenAsync(folder);
        using var gate = new ManualResetEventSlim();
        using var holding = new ManualResetEventSlim();
        var blocker = world.Database.WriteAsync(_ => { holding.Set(); gate.Wait(); return 0; }, default);
        // Before the writer works on it, it may take some of the rows that follow into the same transaction, and the queue has room for more.
        holding.Wait();
        var waiting = new List<Task<AppendResult>>();
        var refused = 0;
        for (var i = 0; i < WriteQueue.Capacity + 10; i++)
        {
            var append = world.AppendAsync(Row("u", $"i{i}"));
            if (!append.IsFaulted) waiting.Add(append);
            else
            {
                await Assert.ThrowsAsync<LogOverloadedException>(() => append);
                refused++;
            }
        }
        gate.Set();
        await blocker;
        await Task.WhenAll(waiting);
        Assert.Equal(10, refused);
        Assert.Equal(waiting.Count, (await LogAsync(world)).Length);
    }

    [Fact]
    public void A_row_is_read_as_it_was_written()
    {
        var row = Row("u", "식빵 🍞", "purchase", new string('i', 200)) with
        {
            Basket = "b",
            RequestId = "r",
            Value = -0.25,
            Position = 7,
            Context = new Dictionary<string, Value> { ["text"] = Value.Of("x"), ["number"] = Value.Of(1.5), ["yes"] = Value.Of(true), ["no"] = Value.Of(false), ["gone"] = Value.Null },
        };
        var bytes = new ArrayBufferWriter<byte>();
        InteractionCodec.Write(bytes, row);
        var read = InteractionCodec.Read(bytes.WrittenSpan, "u");
        Assert.Equal(row.Context, read.Context);
        Assert.Equal(row, read with { Context = row.Context });
        var bare = new Interaction { User = "u", Type = "view", AtMs = -1 };
        bytes.Clear();
        InteractionCodec.Write(bytes, bare);
        Assert.Equal(bare, InteractionCodec.Read(bytes.WrittenSpan, "u"));
        var page = Page("u", "a", "b") with { Context = row.Context };
        bytes.Clear();
        InteractionCodec.Write(bytes, page);
        read = InteractionCodec.Read(bytes.WrittenSpan, "u");
        Assert.Equal((page.Page!.Rule, page.Page.Canary, page.Page.AtMs), (read.Page!.Rule, read.Page.Canary, read.Page.AtMs));
        Assert.Equal(page.Page.Items, read.Page.Items);
        Assert.Equal(page, read with { Context = page.Context, Page = page.Page });
    }

    [Fact]
    public async Task A_shown_page_is_one_row_that_reads_as_an_impression_of_each_item()
    {
        await using var world = await OpenAsync(folder);
        Assert.Equal("2 accepted", Told(await world.AppendAsync(Page("u", "a", "b"), Page("", "c"))));
        Assert.Equal(["u a", "u b"], await LogAsync(world));
        Assert.Equal(["b", "a"], await world.LastAsync("u", "impression"));
        using var lease = world.Database.Rent();
        Assert.Equal(2, lease.Session.Scalar("SELECT count(*) FROM interactions"));
        Assert.Equal(1, lease.Session.Scalar("SELECT count(*) FROM people"));
    }

    private static async Task<string[]> LogAsync(InteractionWorld world)
    {
        var rows = new List<string>();
        await foreach (var row in world.Log.ReadAllAsync(Catalog, default)) rows.Add($"{row.User} {row.Item}");
        return [.. rows];
    }

    private static string Told(AppendResult result) => string.Join(", not ", result.Duplicates.Prepend(-1).Select(i => i < 0 ? $"{result.Accepted} accepted" : $"{i}"));
}
