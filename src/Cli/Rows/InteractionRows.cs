using System.Globalization;
using System.Text.Json;
using Reco.Domain.Interactions;

namespace Reco.Cli.Rows;

/// <summary>Reads interactions for training and evaluation. A data set need not say what a server wants: users of baskets, items of anything, types or times may be missing.</summary>
internal static class InteractionRows
{
    /// <summary>Every row of a file; the first wrong one stops the command, because figures from a part of the data mislead.</summary>
    public static IEnumerable<Interaction> Read(RowFile file)
    {
        foreach (var row in file.Read())
        {
            if (row.Fault is not null) throw new CliException($"{file.Path}: row {row.Number}: {row.Fault}.");
            using var json = JsonDocument.Parse(row.Json);
            var interaction = Of(json.RootElement);
            if (interaction.Item is null) throw new CliException($"{file.Path}: row {row.Number}: there is no item. Say by --map COLUMN=item which column it is.");
            yield return interaction;
        }
    }

    private static Interaction Of(JsonElement row) => new()
    {
        User = Text(row, "user") ?? "",
        Item = Text(row, "item"),
        Type = Text(row, "type") ?? "",
        AtMs = row.TryGetProperty("at", out var at) && at.ValueKind == JsonValueKind.String && at.TryGetDateTimeOffset(out var time) ? time.ToUnixTimeMilliseconds() : 0,
        Value = row.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null,
        Basket = Text(row, "basket"),
    };

    private static string? Text(JsonElement row, string name) => !row.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetDouble().ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
