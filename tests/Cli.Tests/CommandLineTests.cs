namespace Reco.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly Shell shell = new();

    [Fact]
    public async Task Help_shows_every_command_with_examples_and_exit_codes()
    {
        Assert.Equal(Exit.Done, await shell.RunAsync("--help"));
        foreach (var word in new[] { "import", "train", "evaluate", "recommend", "rules", "Examples:", "RECO_KEY", "3 done but some rows were rejected" }) Assert.Contains(word, shell.Output);
    }

    [Theory]
    [InlineData("import"), InlineData("import items"), InlineData("import users"), InlineData("import interactions"), InlineData("import relations"), InlineData("train similar")]
    [InlineData("train goes-with"), InlineData("evaluate"), InlineData("recommend"), InlineData("rules"), InlineData("rules check"), InlineData("rules push"), InlineData("rules diff")]
    public async Task Every_command_has_help(string command)
    {
        Assert.Equal(Exit.Done, await shell.RunAsync([.. command.Split(' '), "--help"]));
        Assert.Contains($" {command} ", shell.Output);
    }

    [Theory]
    [InlineData("improt items x", "improt")]
    [InlineData("import items x.csv", "--to")]
    [InlineData("import items x.csv --to http://localhost --batch 5000", "--batch is from 1 to 1000")]
    [InlineData("import items x.csv --to http://localhost --restart --resume", "exclude each other")]
    [InlineData("train similar --from x.csv --to y.jsonl --neighbours both", "both")]
    [InlineData("evaluate x.csv --protocol last-two", "last-two")]
    [InlineData("recommend shop/home --server localhost", "no address of a server")]
    [InlineData("rules check nowhere.json", "there is no such file")]
    public async Task Wrong_use_is_exit_code_2_and_says_what_to_do(string command, string said)
    {
        Assert.Equal(Exit.Usage, await shell.RunAsync(command.Split(' ')));
        Assert.Contains(said, shell.Error);
        Assert.Empty(shell.Output);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_so()
    {
        Assert.Equal(Exit.Failed, await shell.RunAsync("recommend", "shop/home", "--server", "http://localhost:9"));
        Assert.Contains("http://localhost:9/ can't be reached", shell.Error);
    }

    public void Dispose() => shell.Dispose();
}
