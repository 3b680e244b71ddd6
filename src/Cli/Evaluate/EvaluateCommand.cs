using System.CommandLine;
using System.Globalization;
using Reco.Cli.Rows;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;
using Reco.Cli.Train;
using Reco.Domain.Interactions;
using Reco.Domain.Learning;
using Reco.Domain.Learning.Evaluation;
using Reco.Domain.Recommend;

namespace Reco.Cli.Evaluate;

/// <summary><c>reco evaluate FILE --protocol …</c>: cuts a data set, learns from one part, asks a real server about the other.</summary>
internal static class EvaluateCommand
{
    private const int Shown = 20;

    public static Command Create(Terminal terminal)
    {
        var (fileOptions, trainers, key) = (new RowFileOptions(), new TrainerOptions(), Target.Key());
        var file = new Argument<string>("FILE") { Description = "Interactions with user, item and at, or baskets with basket and item." };
        var protocol = new Option<string>("--protocol")
        {
            Description = "last-one: the last row of each user is asked for; last-fifth: the last 20 %; baskets: one item of every fifth basket.",
            Required = true,
        }.AcceptOnlyFromAmong("last-one", "last-fifth", "baskets");
        var server = new Option<string?>("--server") { HelpName = "URL", Description = "A running server to fill and to ask (in a catalog of its own). By default one is started for the evaluation and removed." };
        var executable = new Option<string?>("--server-path") { HelpName = "FILE", Description = "The executable reco-functions; by default it is looked for beside reco, or RECO_SERVER names it." };
        var catalog = new Option<string>("--catalog") { HelpName = "NAME", Description = "Catalog to fill.", DefaultValueFactory = _ => "evaluation" };
        var rule = new Option<string?>("--rule") { HelpName = "FILE", Description = "The rule to measure; by default one that sums the trained relation over the whole history or basket." };
        var relation = new Option<string?>("--relation") { HelpName = "NAME", Description = "The relation that is trained: similar, or goes-with for baskets." };
        var type = new Option<string>("--type") { HelpName = "TYPE", Description = "Type of the interactions.", DefaultValueFactory = _ => "rate" };
        var offline = new Option<bool>("--offline") { Description = "Sum the relation in this process instead of asking a server: for trying settings quickly." };
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON." };
        var command = new Command("evaluate", "Measure recommendations: HR, NDCG, recall with standard errors, through the HTTP endpoint.") { file, protocol };
        foreach (var option in trainers.ForBoth.Concat([server, executable, key, catalog, rule, relation, type, offline, json])) command.Add(option);
        fileOptions.AddTo(command);

        command.SetAction(async (parsed, cancel) =>
        {
            var started = terminal.Clock.GetTimestamp();
            using var source = fileOptions.Open(parsed, parsed.GetValue(file)!, RowFileOptions.InteractionAttributes);
            var name = parsed.GetValue(protocol)!;
            var split = Cut(name, [.. InteractionRows.Read(source)]);
            if (split.Questions.Count == 0) throw new CliException("Nobody has enough rows to ask about.");
            var baskets = name == "baskets";
            var world = new EvaluationWorld
            {
                Split = split,
                Baskets = baskets,
                Relation = parsed.GetValue(relation) ?? (baskets ? "goes-with" : "similar"),
                Lists = Train(split, baskets, trainers, parsed),
                Catalog = parsed.GetValue(catalog)!,
                Type = parsed.GetValue(type)!,
                Rule = parsed.GetValue(rule) is { } path ? await File.ReadAllBytesAsync(path, cancel) : null,
            };
            var shown = parsed.GetValue(offline)
                ? Offline(world)
                : await AskServerAsync(world, parsed.GetValue(server), parsed.GetValue(key), parsed.GetValue(executable), terminal, cancel);
            var report = Report.Of(split.Questions, shown, world.Items.Count);
            ReportText.Write(terminal, name, report, terminal.Clock.GetElapsedTime(started), parsed.GetValue(offline) ? "offline" : "through the endpoint", parsed.GetValue(json));
            return Exit.Done;
        });
        return command;
    }

    private static Split Cut(string protocol, List<Interaction> rows) => protocol switch
    {
        "last-one" => Protocols.LastOne(rows.Select(r => new Rated(r.User, r.Item!, r.AtMs))),
        "last-fifth" => Protocols.LastFifth(rows.Select(r => new Rated(r.User, r.Item!, r.AtMs))),
        _ => Protocols.Baskets(rows.Select(r => long.TryParse(r.Basket, NumberStyles.None, CultureInfo.InvariantCulture, out var basket)
            ? (basket, r.Item!)
            : throw new CliException($"The protocol baskets needs whole numbers as baskets, not \"{r.Basket}\". Say by --map COLUMN=basket which column it is."))),
    };

    private static List<RelationRow> Train(Split split, bool baskets, TrainerOptions trainers, ParseResult parsed)
    {
        var train = Incidence.Of(split.Train.Select(r => (r.User, r.Item)));
        return [.. baskets ? GoesWithTrainer.Train(train, trainers.GoesWith(parsed, otherwise: 0)) : SimilarTrainer.Train(train, trainers.Similar(parsed))];
    }

    private static List<IReadOnlyList<string>> Offline(EvaluationWorld world)
    {
        if (world.Rule is not null) throw CliException.Usage("--offline runs no rule. Leave out --rule or --offline.");
        var scorer = new RelationScorer(world.Lists, IdOrder.Text);
        return [.. world.Split.Questions.AsParallel().AsOrdered().Select(q => scorer.Top(q.Known, Shown))];
    }

    private static async Task<IReadOnlyList<IReadOnlyList<string>>> AskServerAsync(
        EvaluationWorld world, string? url, string? key, string? executable, Terminal terminal, CancellationToken cancel)
    {
        await using var own = url is null ? await ServerProcess.StartAsync(ServerProcess.Find(executable, terminal), world.Limits, terminal, cancel) : null;
        using var api = Target.Connect(url ?? own!.Url, key, terminal);
        var run = new EvaluationRun(api, world, whole: own is not null, terminal);
        await run.PrepareAsync(cancel);
        return await run.AskAsync(Shown, cancel);
    }
}
