using System.Text;
using static Reco.Storage.Tests.Embedded.InteractionWorld;

namespace Reco.Storage.Tests.Embedded;

public sealed class EmbeddedProfilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static Task PutAsync(InteractionWorld world, string user, string json) => world.Profiles.PutAttributesAsync(Catalog, [(user, Encoding.UTF8.GetBytes(json))], default);

    private static async Task<string?> AttributeAsync(InteractionWorld world, string user, string name) => (await world.Profiles.ReadAsync(Catalog, user, default))?.Attribute([name]).AsText;

    [Fact]
    public async Task A_read_completes_at_once_and_knows_nobody_at_first()
    {
        await using var world = await OpenAsync(folder);
        var read = world.Profiles.ReadAsync(Catalog, "u", default);
        Assert.True(read.IsCompletedSuccessfully);
        Assert.Null(await read);
        await world.AppendAsync(Row("u", "a"));
        Assert.Equal(["a"], await world.LastAsync("u"));
    }

    [Fact]
    public async Task Attributes_and_history_do_not_disturb_each_other()
    {
        await using (var world = await OpenAsync(folder))
        {
            await PutAsync(world, "u", """{"region":"north"}""");
            await world.AppendAsync(Row("u", "a"));
            await PutAsync(world, "u", """{"region":"south"}""");
            Assert.Equal("south", await AttributeAsync(world, "u", "region"));
            Assert.Equal(["a"], await world.LastAsync("u"));
        }
        await using var again = await OpenAsync(folder);
        Assert.Equal("south", await AttributeAsync(again, "u", "region"));
        Assert.Equal(["a"], await again.LastAsync("u"));
    }

    [Fact]
    public async Task After_a_write_no_reader_sees_the_profile_before_it()
    {
        await using var world = await OpenAsync(folder);
        await PutAsync(world, "u", """{"n":"0"}""");
        var written = 0;
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var atLeast = Volatile.Read(ref written);
                var seen = int.Parse((await AttributeAsync(world, "u", "n"))!);
                Assert.True(seen >= atLeast, $"saw {seen} after {atLeast} was written");
            }
        })).ToArray();
        for (var i = 1; i <= 200; i++)
        {
            await PutAsync(world, "u", $$"""{"n":"{{i}}"}""");
            Volatile.Write(ref written, i);
        }
        await done.CancelAsync();
        await Task.WhenAll(readers);
    }
}
