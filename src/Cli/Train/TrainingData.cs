using System.CommandLine;
using Reco.Cli.Rows;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;
using Reco.Domain.Interactions;

namespace Reco.Cli.Train;

/// <summary>Where trainers learn from: files, or the log of a data folder, and which of it.</summary>
internal sealed class TrainingData
{
    private static readonly string[] NoInterest = ["impression", "dislike"];

    private readonly RowFileOptions fileOptions = new();
    private readonly Option<string[]> from = new("--from") { HelpName = "FILE|FOLDER", Description = "CSV or JSONL files, or data folders; may repeat.", Required = true, AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> types = new("--type")
    {
        HelpName = "TYPE",
        Description = "Learn from these types only; may repeat. By default all but impression and dislike.",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<double?> minValue = new("--min-value") { HelpName = "VALUE", Description = "Leave out interactions with a lower value (ratings below 4, say)." };

    public void AddTo(Command command)
    {
        command.Add(from);
        command.Add(types);
        command.Add(minValue);
        fileOptions.AddTo(command);
    }

    /// <summary>Reads all that was asked for, in the order of the options.</summary>
    public async Task<List<Interaction>> ReadAsync(ParseResult parsed, string catalog, Terminal terminal, CancellationToken cancel)
    {
        var (wanted, least) = (parsed.GetValue(types)!, parsed.GetValue(minValue));
        bool Counts(Interaction row) =>
            row.Item is not null && (wanted.Length > 0 ? wanted.Contains(row.Type) : !NoInterest.Contains(row.Type)) && !(row.Value < least);
        var rows = new List<Interaction>();
        foreach (var place in parsed.GetValue(from)!)
        {
            if (Target.IsUrl(place) || Directory.Exists(place))
            {
                await using var target = await Target.OpenAsync(place, null, terminal, cancel);
                await foreach (var row in target.ReadInteractionsAsync(catalog, cancel)) if (Counts(row)) rows.Add(row);
                continue;
            }
            using var file = fileOptions.Open(parsed, place, RowFileOptions.InteractionAttributes);
            rows.AddRange(InteractionRows.Read(file).Where(Counts));
        }
        return rows.Count > 0 ? rows : throw new CliException("There is nothing to learn from: no interaction that counts (see --type and --min-value).");
    }
}
