using System.CommandLine;
using Reco.Cli.Rows;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;

namespace Reco.Cli.Import;

/// <summary><c>reco import items|users|interactions|relations FILE --to …</c></summary>
internal static class ImportCommand
{
    public static Command Create(Terminal terminal) => new("import", "Bring a CSV or JSONL file into a server or a data folder. An import that was stopped goes on where it was.")
    {
        Rows("items", "Items: every column is an attribute; one must be (mapped to) id.", RowKind.Items, terminal),
        Rows("users", "Attributes of users: every column is an attribute; one must be (mapped to) id.", RowKind.Users, terminal),
        Rows("interactions", "Interactions: columns (mapped to) user, item, type, at, value, basket, requestId, position, context.NAME; others are left out.", RowKind.Interactions, terminal),
        ImportRelations.Create(terminal),
    };

    private static Command Rows(string name, string description, RowKind kind, Terminal terminal)
    {
        var (fileOptions, to, key, catalog) = (new RowFileOptions(), Target.To(), Target.Key(), Target.Catalog());
        var file = new Argument<string>("FILE") { Description = "The file." };
        var type = new Option<string?>("--type") { HelpName = "TYPE", Description = "Type of every interaction: short for --set type=TYPE." };
        var batch = new Option<int>("--batch") { HelpName = "ROWS", Description = "Rows of one call.", DefaultValueFactory = _ => 1000 };
        var rejected = new Option<string?>("--rejected") { HelpName = "FILE", Description = "Where rejected rows are written, with reasons; by default FILE.rejected.jsonl." };
        var restart = new Option<bool>("--restart") { Description = "Begin at the first row, whatever an earlier import did." };
        var resume = new Option<bool>("--resume") { Description = "Go on after an earlier import; fail when there is none. Accepts a file that has grown since." };
        var merge = new Option<bool>("--merge") { Description = "Change only the attributes that the rows have; an item that is not there yet is a rejected row. Without it a row replaces the whole item." };
        batch.Validators.Add(result => { if (result.GetValue(batch) is < 1 or > 1000) result.AddError("--batch is from 1 to 1000."); });

        var command = new Command(name, description) { file, to, key, catalog };
        fileOptions.AddTo(command);
        if (kind == RowKind.Interactions) command.Add(type);
        if (kind == RowKind.Items) command.Add(merge);
        foreach (var option in new Option[] { batch, rejected, restart, resume }) command.Add(option);
        command.Validators.Add(result => { if (result.GetValue(restart) && result.GetValue(resume)) result.AddError("--restart and --resume exclude each other."); });

        command.SetAction(async (parsed, cancel) =>
        {
            var path = parsed.GetValue(file)!;
            string[] constants = kind == RowKind.Interactions && parsed.GetValue(type) is { } given ? [$"type={given}"] : [];
            using var rows = fileOptions.Open(parsed, path, kind == RowKind.Interactions ? RowFileOptions.InteractionAttributes : null, constants);
            rows.Demand(kind == RowKind.Interactions ? ["user", "item", "type"] : ["id"]);
            var sent = kind == RowKind.Items && parsed.GetValue(merge) ? RowKind.ItemPatches : kind;
            var parallel = kind == RowKind.Interactions && rows.HasTimes() ? 4 : 1;
            var options = new ImportOptions(sent, parsed.GetValue(catalog)!, parsed.GetValue(batch), parallel);

            var purpose = $"{(sent == kind ? name : "changes of items")} of {options.Catalog} to {parsed.GetValue(to)}; {string.Join(' ', [.. parsed.GetValue(fileOptions.Map)!, .. parsed.GetValue(fileOptions.Set)!, .. constants])}";
            var (sidecar, info) = (new ProgressFile(path), new FileInfo(path));
            var fresh = new ImportProgress { Size = info.Length, Modified = info.LastWriteTimeUtc, Digest = rows.Digest(), Purpose = purpose };
            var begin = sidecar.Begin(fresh, parsed.GetValue(restart), parsed.GetValue(resume));
            if (begin.Row > 0) terminal.Note($"Going on after row {begin.Row:N0} (--restart begins anew).");

            using var refused = new RejectedFile(parsed.GetValue(rejected) ?? path + ".rejected.jsonl", append: begin.Row > 0);
            await using var target = await Target.OpenAsync(parsed.GetValue(to)!, parsed.GetValue(key), terminal, cancel);
            var started = terminal.Clock.GetTimestamp();
            var done = await ProgressView.RunAsync(terminal, $"import {name}", view => new ImportRun(rows, target, options, sidecar, refused).RunAsync(begin, view, cancel));
            return Tell(terminal, done, begin, terminal.Clock.GetElapsedTime(started), refused);
        });
        return command;
    }

    private static int Tell(Terminal terminal, ImportProgress done, ImportProgress begin, TimeSpan time, RejectedFile refused)
    {
        var rate = (done.Row - begin.Row) / Math.Max(time.TotalSeconds, 0.001);
        terminal.Output.WriteLine($"{done.Row:N0} rows: {done.Accepted:N0} accepted, {done.Duplicates:N0} known before, {done.Rejected:N0} rejected. {time.TotalSeconds:N1} s, {rate:N0} rows/s.");
        if (done.Rejected == 0) return Exit.Done;
        if (refused.First is { } first) terminal.Fault($"Row {first.Row:N0}: {first.Reason}");
        terminal.Fault($"Rejected rows, with reasons: {refused.Path}");
        return Exit.SomeRejected;
    }
}
