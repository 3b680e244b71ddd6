namespace Reco.Functions.Tests.Hosting;

public sealed class RulesFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("reco-rules-").FullName;

    [Fact]
    public async Task An_edit_in_the_folder_is_a_put_and_a_bad_one_leaves_what_serves()
    {
        await using var server = new Served(folder);
        var file = Path.Combine(folder, "one.json");
        await File.WriteAllTextAsync(file, """{ "service": "files", "name": "one", "candidates": [ { "items": ["a"] } ] }""");
        await server.UntilAsync(async s => (await s.GetAsync("/api/recommend/files/one")).Status == 200);
        await File.WriteAllTextAsync(file, """{ "service": "files", "name": "one", "candidates": [ { "itms": ["a"] } ] }""");
        // The next look that publishes this one has seen the bad one too.
        await File.WriteAllTextAsync(Path.Combine(folder, "two.json"), """{ "service": "files", "name": "two", "candidates": [ { "items": ["a"] } ] }""");
        await server.UntilAsync(async s => (await s.GetAsync("/api/recommend/files/two")).Status == 200);
        Assert.Equal("\"1\"", (await server.Value.GetAsync("/api/rules/files/one")).ETag);
        await File.WriteAllTextAsync(file, """{ "service": "files", "name": "one", "candidates": [ { "items": ["a"] } ], "tests": [ { "name": "fails", "world": {}, "expect": { "ids": ["a"] } } ] }""");
        await File.WriteAllTextAsync(Path.Combine(folder, "three.json"), """{ "service": "files", "name": "three", "candidates": [ { "items": ["a"] } ] }""");
        await server.UntilAsync(async s => (await s.GetAsync("/api/recommend/files/three")).Status == 200);
        Assert.Equal("\"1\"", (await server.Value.GetAsync("/api/rules/files/one")).ETag);
        await File.WriteAllTextAsync(file, """{ "service": "files", "name": "one", "candidates": [ { "items": ["b"] } ] }""");
        await server.UntilAsync(async s => (await s.GetAsync("/api/rules/files/one")).ETag == "\"4\"");
    }

    [Fact]
    public async Task A_file_that_can_not_be_read_costs_no_other()
    {
        File.CreateSymbolicLink(Path.Combine(folder, "a.json"), Path.Combine(folder, "nowhere"));
        await File.WriteAllTextAsync(Path.Combine(folder, "b.json"), """{ "service": "files", "name": "b", "candidates": [ { "items": ["a"] } ] }""");
        await using var server = new Served(folder);
        await server.UntilAsync(async s => (await s.GetAsync("/api/recommend/files/b")).Status == 200);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private sealed class Served(string folder) : IAsyncDisposable
    {
        public RunningServer Value { get; } = new() { Settings = [$"--Reco:RulesFolder={folder}"] };

        public async Task UntilAsync(Func<RunningServer, Task<bool>> holds)
        {
            if (Value.Client is null) await Value.InitializeAsync();
            for (var i = 0; i < 100; i++)
            {
                if (await holds(Value)) return;
                await Task.Delay(100);
            }
            Assert.Fail("It never came to hold.");
        }

        public async ValueTask DisposeAsync() => await Value.DisposeAsync();
    }
}
