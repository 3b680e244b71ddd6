using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reco.Cli.Rows;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;
using Reco.Domain.Recommend;

namespace Reco.Cli.Import;

/// <summary><c>reco import relations</c>: a whole relation, switched when it is complete. A wrong row stops it, because half a relation serves nobody.</summary>
internal static class ImportRelations
{
    private static readonly Dictionary<string, Conversion> Attributes = new() { ["key"] = Conversion.Text, ["item"] = Conversion.Text, ["id"] = Conversion.Text, ["score"] = new("number") };

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static Command Create(Terminal terminal)
    {
        var (fileOptions, to, key, catalog) = (new RowFileOptions(), Target.To(), Target.Key(), Target.Catalog());
        var file = new Argument<string>("FILE") { Description = "JSONL of {key, related:[{id, score}]}, or CSV with columns (mapped to) key, id, score: one related item a row." };
        var relation = new Option<string>("--relation") { HelpName = "NAME", Description = "The relation that it replaces.", Required = true };
        var command = new Command("relations", "A whole relation: replaces the serving one when all rows are there and right.") { file, relation, to, key, catalog };
        fileOptions.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var rows = fileOptions.Open(parsed, parsed.GetValue(file)!, Attributes);
            var lists = Read(rows);
            await using var target = await Target.OpenAsync(parsed.GetValue(to)!, parsed.GetValue(key), terminal, cancel);
            await target.ReplaceRelationAsync(parsed.GetValue(catalog)!, parsed.GetValue(relation)!, lists, cancel);
            terminal.Output.WriteLine($"{parsed.GetValue(relation)}: {lists.Count:N0} lists, {lists.Sum(l => l.Related.Count):N0} related items.");
            return Exit.Done;
        });
        return command;
    }

    /// <summary>All lists in the order of their first rows; the related items of a key may come on many rows.</summary>
    private static List<RelationRow> Read(RowFile file)
    {
        var lists = new Dictionary<string, List<(string Id, float Score)>>(StringComparer.Ordinal);
        foreach (var row in file.Read())
        {
            if (row.Fault is not null) throw new CliException($"{file.Path}: row {row.Number}: {row.Fault}. Nothing was imported.");
            var json = Parse(row, file);
            var key = Text(json["key"] ?? json["item"], "key", file, row.Number);
            if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
            foreach (var related in json["related"] is { } several ? several as JsonArray ?? [null] : [json.DeepClone()])
            {
                var entry = related as JsonObject;
                var score = entry?["score"] is JsonValue number && number.GetValueKind() == JsonValueKind.Number ? (float)number.GetValue<double>() : float.NaN;
                if (!float.IsFinite(score)) throw new CliException($"{file.Path}: row {row.Number}: a related item has no number \"score\". Nothing was imported.");
                list.Add((Text(entry?["id"], "id", file, row.Number), score));
            }
        }
        return [.. lists.Select(l => new RelationRow(l.Key, [.. l.Value.OrderByDescending(r => r.Score).ThenBy(r => r.Id, Domain.Learning.IdOrder.Text)]))];
    }

    private static JsonObject Parse(SourceRow row, RowFile file)
    {
        try
        {
            return JsonNode.Parse(row.Json.Span, documentOptions: Strict)!.AsObject();
        }
        catch (JsonException wrong)
        {
            throw new CliException($"{file.Path}: row {row.Number}: {wrong.Message} Nothing was imported.");
        }
    }

    private static string Text(JsonNode? value, string name, RowFile file, long row) => value?.GetValueKind() switch
    {
        JsonValueKind.String when (string)value! is { Length: > 0 } text => text,
        JsonValueKind.Number => value.GetValue<double>().ToString(CultureInfo.InvariantCulture),
        _ => throw new CliException($"{file.Path}: row {row}: there is no \"{name}\". Nothing was imported."),
    };
}
