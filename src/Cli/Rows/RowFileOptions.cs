using System.CommandLine;

namespace Reco.Cli.Rows;

/// <summary>Options that say how a file's columns are read; shared by all commands that read one.</summary>
internal sealed class RowFileOptions
{
    /// <summary>What interactions have, with their conversions.</summary>
    public static IReadOnlyDictionary<string, Conversion> InteractionAttributes { get; } = new Dictionary<string, Conversion>
    {
        ["id"] = Conversion.Text,
        ["user"] = Conversion.Text,
        ["item"] = Conversion.Text,
        ["type"] = Conversion.Text,
        ["at"] = new("time"),
        ["value"] = new("number"),
        ["basket"] = Conversion.Text,
        ["requestId"] = Conversion.Text,
        ["position"] = new("number"),
    };

    public Option<string[]> Map { get; } = new("--map")
    {
        HelpName = "COLUMN=ATTRIBUTE[:CONVERSION]",
        Description = "Where a column goes; may repeat. Conversions: text, number, boolean, time (ISO 8601), unix (seconds), unixms, list(SEPARATOR). COLUMN=- leaves it out.",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    public Option<string[]> Set { get; } = new("--set") { HelpName = "NAME=VALUE", Description = "A constant attribute of every row; may repeat.", DefaultValueFactory = _ => [] };

    public Option<string?> Format { get; } = new Option<string?>("--format") { HelpName = "csv|jsonl", Description = "Form of the file; by default what its name says." }.AcceptOnlyFromAmong("csv", "jsonl");

    public void AddTo(Command command)
    {
        command.Add(Map);
        command.Add(Set);
        command.Add(Format);
    }

    /// <summary>Opens the file by the options.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The file.</param>
    /// <param name="known">Attributes that there are; null for any.</param>
    /// <param name="sets">Further constants.</param>
    public RowFile Open(ParseResult parsed, string path, IReadOnlyDictionary<string, Conversion>? known, params string[] sets)
    {
        var format = parsed.GetValue(Format) switch { "csv" => RowFormat.Csv, "jsonl" => RowFormat.Jsonl, _ => (RowFormat?)null };
        return new RowFile(path, format, ColumnMap.Parse(parsed.GetValue(Map) ?? [], [.. parsed.GetValue(Set) ?? [], .. sets], known));
    }
}
