using Reco.Domain.Catalogs;
using Reco.Domain.Recommend;

namespace Reco.Contracts;

/// <summary>What every store of relations promises.</summary>
public abstract class RelationsContract : IAsyncLifetime
{
    protected IRelations Store { get; private set; } = null!;

    /// <summary>Numbers of the items of all catalogs of the test.</summary>
    protected ItemNumbers Ids { get; } = new();

    /// <summary>Opens an empty store that keeps at most 1,000 items per key.</summary>
    protected abstract Task<IRelations> OpenAsync();

    public abstract Task DisposeAsync();

    public async Task InitializeAsync() => Store = await OpenAsync();

    [Fact]
    public async Task Lists_are_best_first_and_ties_are_by_id()
    {
        await Store.UpsertAsync("shop", "similar", [Row("a", ("c", 1), ("\U0001F34C", 1), ("\uFF5E", 1), ("d", 2), ("b", 1))], default);
        Assert.Equal("d=2 b=1 c=1 \uFF5E=1 \U0001F34C=1", await Read("similar", "a"));
    }

    [Fact]
    public async Task A_list_keeps_the_best_thousand_each_once_and_finite()
    {
        var many = Enumerable.Range(0, 1_500).Select(i => ($"i{i:0000}", (float)i)).Append(("i1499", 3f)).Append(("bad", float.NaN)).ToArray();
        await Store.UpsertAsync("shop", "similar", [Row("a", many)], default);
        var list = await List("similar", "a");
        Assert.Equal((1_000, "i1499", 1_499f, "i0500"), (list!.Items.Length, Ids.Id(list.Items[0]), list.Scores[0], Ids.Id(list.Items[999])));
    }

    [Fact]
    public async Task Keys_without_a_list_are_null_until_they_have_one()
    {
        Assert.Equal("(none)", await Read("similar", "a"));
        Assert.Empty(await Store.NamesAsync("shop", default));
        await Store.UpsertAsync("shop", "similar", [Row("a", ("b", 1))], default);
        Assert.Equal("b=1", await Read("similar", "a"));
        await Store.UpsertAsync("shop", "similar", [Row("a")], default);
        Assert.Equal("(none)", await Read("similar", "a"));
        Assert.Equal(["similar"], await Store.NamesAsync("shop", default));
        Assert.Empty(await Store.NamesAsync("news", default));
    }

    [Fact]
    public async Task Many_keys_read_together_in_order()
    {
        await Store.UpsertAsync("shop", "similar", [Row("a", ("x", 1)), Row("b", ("y", 2))], default);
        var into = new RelationList?[4];
        into[2] = new RelationList([], []);
        await Store.Open("shop", "similar").ReadAsync(["b", "a", "none", "b"], into, default);
        Assert.Equal(["y=2", "x=1", "(none)", "y=2"], into.Select(Text));
    }

    [Fact]
    public async Task A_replacement_switches_when_it_is_complete()
    {
        await Store.UpsertAsync("shop", "similar", [Row("a", ("old", 1)), Row("b", ("old", 1))], default);
        Assert.Equal("old=1", await Read("similar", "a"));
        async IAsyncEnumerable<RelationRow> Rows()
        {
            for (var i = 0; i < 2_500; i++) yield return Row("k" + i, ("x", i));
            Assert.Equal("(none)", await Read("similar", "k0"));
            Assert.Equal("old=1", await Read("similar", "a"));
            yield return Row("a", ("new", 1));
        }
        var version = await Store.ReplaceAsync("shop", "similar", Rows(), default);
        Assert.Equal(("new=1", "(none)", "x=2499"), (await Read("similar", "a"), await Read("similar", "b"), await Read("similar", "k2499")));
        Assert.True(await Store.ReplaceAsync("shop", "similar", Rows2(), default) > version);
        Assert.Equal("(none)", await Read("similar", "a"));

        static async IAsyncEnumerable<RelationRow> Rows2()
        {
            await Task.Yield();
            yield return Row("z", ("x", 1));
        }
    }

    [Fact]
    public async Task A_replacement_that_breaks_off_leaves_the_serving_version()
    {
        await Store.UpsertAsync("shop", "similar", [Row("a", ("old", 1))], default);
        static async IAsyncEnumerable<RelationRow> Broken()
        {
            for (var i = 0; i < 1_500; i++) yield return Row("a", ("new", i));
            await Task.Yield();
            throw new InvalidDataException("row 1,501");
        }
        await Assert.ThrowsAsync<InvalidDataException>(() => Store.ReplaceAsync("shop", "similar", Broken(), default));
        Assert.Equal("old=1", await Read("similar", "a"));
    }

    [Fact]
    public async Task No_reader_sees_an_older_list_after_a_newer_one()
    {
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            float last = 0;
            while (!stop.IsCancellationRequested)
            {
                var list = await List("similar", "a");
                var now = list?.Scores[0] ?? 0;
                Assert.True(now >= last, $"{now} after {last}");
                last = now;
            }
        })).ToList();
        for (var i = 1; i <= 100; i++)
        {
            var row = Row("a", ("x", i));
            if (i % 10 == 0) await Store.ReplaceAsync("shop", "similar", One(row), default);
            else await Store.UpsertAsync("shop", "similar", [row], default);
            Assert.Equal($"x={i}", await Read("similar", "a"));
        }
        await stop.CancelAsync();
        await Task.WhenAll(readers);

        static async IAsyncEnumerable<RelationRow> One(RelationRow row)
        {
            await Task.Yield();
            yield return row;
        }
    }

    protected static RelationRow Row(string key, params (string Id, float Score)[] related) => new(key, related);

    protected async Task<string> Read(string name, string key) => Text(await List(name, key));

    private async Task<RelationList?> List(string name, string key)
    {
        var into = new RelationList?[1];
        await Store.Open("shop", name).ReadAsync([key], into, default);
        return into[0];
    }

    private string Text(RelationList? list) => list is null ? "(none)" : string.Join(' ', list.Items.Zip(list.Scores, (item, score) => $"{Ids.Id(item)}={score}"));
}
