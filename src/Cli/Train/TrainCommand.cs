using System.CommandLine;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;
using Reco.Domain.Interactions;
using Reco.Domain.Learning;
using Reco.Domain.Recommend;

namespace Reco.Cli.Train;

/// <summary><c>reco train similar|goes-with --from … --relation NAME --to …</c></summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal) => new("train", "Learn a relation from interactions and let it serve.") { Similar(terminal), GoesWith(terminal) };

    private static Command Similar(Terminal terminal)
    {
        var trainers = new TrainerOptions();
        var latest = new Option<int>("--latest") { HelpName = "N", Description = "Learn from the latest N items of each user; 0: all.", DefaultValueFactory = _ => 0 };
        return Trainer("similar", "Items met by the same users: cosine.", terminal, [.. trainers.ForSimilar, latest], (parsed, rows) =>
        {
            var pairs = rows.OrderBy(r => r.AtMs).Where(r => r.User.Length > 0).Select(r => (r.User, r.Item!)).ToList();
            return pairs.Count > 0
                ? SimilarTrainer.Train(Incidence.Of(pairs, parsed.GetValue(latest)), trainers.Similar(parsed))
                : throw new CliException("No interaction has a user. Say by --map COLUMN=user which column it is.");
        });
    }

    private static Command GoesWith(Terminal terminal)
    {
        var trainers = new TrainerOptions();
        return Trainer("goes-with", "Items taken in the same baskets.", terminal, [.. trainers.ForGoesWith], (parsed, rows) =>
        {
            var pairs = rows.Where(r => r.Basket is not null).Select(r => (r.Basket!, r.Item!)).ToList();
            return pairs.Count > 0
                ? GoesWithTrainer.Train(Incidence.Of(pairs), trainers.GoesWith(parsed))
                : throw new CliException("No interaction has a basket. Say by --map COLUMN=basket which column it is.");
        });
    }

    private static Command Trainer(
        string name, string description, Terminal terminal, Option[] options, Func<ParseResult, List<Interaction>, IEnumerable<RelationRow>> train)
    {
        var (data, to, key, catalog) = (new TrainingData(), Target.To(), Target.Key(), Target.Catalog());
        to.Description = "Address of a server, a data folder that no server is using, or a file ending in .jsonl.";
        var relation = new Option<string>("--relation") { HelpName = "NAME", Description = "The relation that it replaces.", DefaultValueFactory = _ => name };
        var longest = new Option<int>("--longest") { HelpName = "N", Description = "Longest list that is written; a server keeps no longer ones than its limit.", DefaultValueFactory = _ => 1000 };
        var command = new Command(name, description);
        data.AddTo(command);
        foreach (var option in new Option[] { relation, to, key, catalog, longest }.Concat(options)) command.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            var (started, place) = (terminal.Clock.GetTimestamp(), parsed.GetValue(to)!);
            var rows = await data.ReadAsync(parsed, parsed.GetValue(catalog)!, terminal, cancel);
            terminal.Note($"Learning from {rows.Count:N0} interactions.");
            var lists = Cut(train(parsed, rows), parsed.GetValue(longest), terminal);
            if (place.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            {
                await using var file = File.Create(place);
                await RelationContent.WriteAsync(lists, file, cancel);
            }
            else
            {
                await using var target = await Target.OpenAsync(place, parsed.GetValue(key), terminal, cancel);
                await target.ReplaceRelationAsync(parsed.GetValue(catalog)!, parsed.GetValue(relation)!, lists, cancel);
            }
            var time = terminal.Clock.GetElapsedTime(started).TotalSeconds;
            terminal.Output.WriteLine($"{parsed.GetValue(relation)}: {lists.Count:N0} lists, {lists.Sum(l => l.Related.Count):N0} related items. {time:N1} s.");
            return Exit.Done;
        });
        return command;
    }

    private static List<RelationRow> Cut(IEnumerable<RelationRow> lists, int longest, Terminal terminal)
    {
        var cut = 0;
        var all = new List<RelationRow>();
        foreach (var list in lists)
        {
            if (list.Related.Count > longest) cut++;
            all.Add(list.Related.Count > longest ? list with { Related = [.. list.Related.Take(longest)] } : list);
        }
        if (cut > 0) terminal.Note($"{cut:N0} lists were longer than {longest:N0} and were cut (--longest).");
        return all;
    }
}
