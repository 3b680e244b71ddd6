using System.CommandLine;
using System.CommandLine.Invocation;
using Microsoft.Data.Sqlite;
using Reco.Cli.DeadLetters;
using Reco.Cli.Evaluate;
using Reco.Cli.Import;
using Reco.Cli.Recommend;
using Reco.Cli.Rules;
using Reco.Cli.Terminals;
using Reco.Cli.Train;
using Reco.Storage.Embedded;

namespace Reco.Cli;

/// <summary>The whole command line: every command in one place, and what its faults become.</summary>
internal static class CommandLine
{
    private const string About = """
        Reco from the command line: fill a server, learn relations, measure them, look at answers, keep rules in files, and replay dead letters.

        Examples:
          reco import items movies.csv --to http://localhost:7071 --map movieId=id --map "genres=genres:list(|)"
          reco import interactions ratings.csv --to http://localhost:7071 --type rate --map userId=user --map movieId=item --map timestamp=at:unix
          reco train similar --from ratings.csv --relation similar --to http://localhost:7071
          reco recommend shop/home --user ann --explain
          reco rules check rules/**/*.json
          reco evaluate ratings.csv --protocol last-one
          reco dead-letters list --from http://localhost:7071

        --to and --from take the address of a server, or a data folder while no server runs on it. A key is read from --key or RECO_KEY.
        Exit codes: 0 done, 1 failed, 2 used wrongly, 3 done but some rows were rejected.
        """;

    public static RootCommand Root(Terminal terminal) => new(About)
    {
        ImportCommand.Create(terminal),
        TrainCommand.Create(terminal),
        EvaluateCommand.Create(terminal),
        RecommendCommand.Create(terminal),
        RulesCommand.Create(terminal),
        DeadLettersCommand.Create(terminal),
    };

    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancel)
    {
        var parsed = Root(terminal).Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction or null)
        {
            foreach (var error in parsed.Errors) terminal.Fault(error.Message);
            terminal.Fault($"See: {Name(parsed)} --help");
            return Exit.Usage;
        }
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = terminal.Output, Error = terminal.Error, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, cancel);
        }
        catch (CliException fault)
        {
            terminal.Fault(fault.Message);
            return fault.Code;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            terminal.Fault("Stopped.");
            return Exit.Failed;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or HttpRequestException or InvalidDataException or SqliteException or DatabaseBusyException)
        {
            terminal.Fault(fault.Message);
            return Exit.Failed;
        }
    }

    private static string Name(ParseResult parsed)
    {
        var names = new List<string>();
        for (var at = parsed.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
            names.Insert(0, at.Command is RootCommand ? "reco" : at.Command.Name);
        return string.Join(' ', names);
    }
}
