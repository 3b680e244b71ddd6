using Reco.Domain;
using Reco.Domain.Interactions;
using Reco.Storage.Embedded;

namespace Reco.Cli.Tests.DeadLetters;

public sealed class DeadLettersTests : IDisposable
{
    private readonly Shell shell = new();

    private string Data => shell.Path("data");

    public void Dispose() => shell.Dispose();

    [Fact]
    public async Task Letters_of_a_folder_are_listed_and_replayed()
    {
        Assert.Equal(Exit.Done, await shell.RunAsync("dead-letters", "list", "--from", Data));
        Assert.Equal("There are no dead letters.", shell.Error.Trim());
        await using (var database = Database.Open(Data))
        {
            var table = new DeadLetterTable(Limits.Default, TimeProvider.System);
            var letters = new EmbeddedDeadLetters(database, table, new EmbeddedInteractionLog(database, new EmbeddedProfiles(database, Limits.Default), null!, table, Limits.Default));
            await letters.AddAsync([Letter(1, "apple"), Letter(2, "pear")], default);
        }
        Assert.Equal(Exit.Done, await shell.RunAsync("dead-letters", "list", "--from", Data));
        Assert.Contains("fault", shell.Output, StringComparison.Ordinal);
        Assert.Contains("pear", shell.Output, StringComparison.Ordinal);
        Assert.Equal(Exit.Done, await shell.RunAsync("dead-letters", "list", "--json", "--from", Data));
        Assert.StartsWith("""{"id":"1","catalog":"default","user":"ann",""", shell.Output, StringComparison.Ordinal);
        Assert.Equal(Exit.Failed, await shell.RunAsync("dead-letters", "replay", "1", "77", "--from", Data));
        Assert.Equal("1 replayed, 0 known already, 0 failed again", shell.Output.Trim());
        Assert.Contains("No letter has the id 77", shell.Error, StringComparison.Ordinal);
        Assert.Equal(Exit.Done, await shell.RunAsync("dead-letters", "replay", "--all", "--from", Data));
        Assert.Equal("1 replayed, 0 known already, 0 failed again", shell.Output.Trim());
        Assert.Equal(Exit.Usage, await shell.RunAsync("dead-letters", "replay", "--from", Data));
    }

    [Fact]
    public async Task Letters_of_a_server_are_read_page_by_page_and_replayed()
    {
        using var server = new FakeServer(request => (request.Method, request.Path) switch
        {
            ("GET", "/api/dead-letters") => (200, """{"letters":[{"id":"1","reason":"fault"}],"total":2,"next":"1"}"""),
            ("GET", "/api/dead-letters?after=1") => (200, """{"letters":[{"id":"2","reason":"undecodable"}],"total":2}"""),
            ("POST", "/api/dead-letters/replay") => (200, """{"replayed":1,"duplicates":2,"failed":3,"unknown":[]}"""),
            _ => (404, "{}"),
        });
        Assert.Equal(Exit.Done, await shell.RunAsync("dead-letters", "list", "--json", "--from", server.Url));
        Assert.Equal(["""{"id":"1","reason":"fault"}""", """{"id":"2","reason":"undecodable"}"""], shell.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Equal(Exit.Failed, await shell.RunAsync("dead-letters", "replay", "--all", "--from", server.Url));
        Assert.Equal("1 replayed, 2 known already, 3 failed again", shell.Output.Trim());
        Assert.Equal("""{"all":true}""", server.Requests[^1].Body);
        await shell.RunAsync("dead-letters", "replay", "7", "8", "--from", server.Url);
        Assert.Equal("""{"ids":["7","8"]}""", server.Requests[^1].Body);
    }

    private static DeadLetter Letter(long sequence, string item) => new("log/0", sequence, "default", "ann", 5, new(DeadLetterReason.Fault, "x"))
    {
        Row = new Interaction { User = "ann", Item = item, Type = "view", AtMs = 5 },
    };
}
