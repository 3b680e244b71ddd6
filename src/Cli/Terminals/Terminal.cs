using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Reco.Cli.Terminals;

/// <summary>Where a command writes and what it knows of its surroundings: results go to output, everything else to error, so that pipes stay clean.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Faults and progress.</param>
/// <param name="Interactive">Whether a person watches: bars and colours then, plain lines otherwise.</param>
/// <param name="Clock">The time.</param>
/// <param name="Environment">Environment variables by name.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool Interactive, TimeProvider Clock, Func<string, string?> Environment)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Terminal OfProcess() => new(
        Console.Out, Console.Error, !Console.IsErrorRedirected && !Console.IsOutputRedirected, TimeProvider.System, System.Environment.GetEnvironmentVariable)
    {
        EnvironmentNames = [.. System.Environment.GetEnvironmentVariables().Keys.Cast<string>()],
    };

    /// <summary>Names of all environment variables.</summary>
    public IReadOnlyList<string> EnvironmentNames { get; init; } = [];

    /// <summary>Tables and bars on output.</summary>
    public IAnsiConsole Rich => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Output),
        Ansi = Interactive ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = Interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = Interactive ? InteractionSupport.Detect : InteractionSupport.No,
    });

    public void Fault(string message) => Error.WriteLine(message);

    public void Note(string message) => Error.WriteLine(message);

    /// <summary>Writes a document for programs.</summary>
    public void Write(JsonNode document) => Output.WriteLine(document.ToJsonString(Indented));

    /// <summary>Writes a table; wide enough for its content where nobody watches, so that nothing is wrapped in files.</summary>
    public void Write(Table table)
    {
        var console = Rich;
        if (!Interactive) console.Profile.Width = 400;
        console.Write(table);
    }
}
