using System.Globalization;
using System.Text.Json;

namespace Reco.Cli.Rows;

/// <summary>How the text of a column becomes a JSON value: <c>text number boolean time unix unixms list(SEPARATOR)</c>.</summary>
/// <param name="Kind">The word.</param>
/// <param name="Separator">Of a list.</param>
internal sealed record Conversion(string Kind, string Separator = "")
{
    public static Conversion Text { get; } = new("text");

    private static readonly string[] Kinds = ["text", "number", "boolean", "time", "unix", "unixms"];

    public static Conversion Parse(string word)
    {
        if (Kinds.Contains(word)) return new Conversion(word);
        if (word.StartsWith("list(", StringComparison.Ordinal) && word.EndsWith(')') && word.Length > 6) return new Conversion("list", word[5..^1]);
        throw CliException.Usage($"Unknown conversion \"{word}\". There are: {string.Join(", ", Kinds)}, list(SEPARATOR).");
    }

    /// <summary>Writes the value; gives what is wrong with the text, else null.</summary>
    public string? Write(Utf8JsonWriter json, string text)
    {
        switch (Kind)
        {
            case "text":
                json.WriteStringValue(text);
                return null;
            case "number":
                if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) return $"\"{text}\" is not a number";
                json.WriteNumberValue(number);
                return null;
            case "boolean":
                if (Truth(text) is not { } truth) return $"\"{text}\" is neither true nor false";
                json.WriteBooleanValue(truth);
                return null;
            case "list":
                json.WriteStartArray();
                foreach (var part in text.Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) json.WriteStringValue(part);
                json.WriteEndArray();
                return null;
            default:
                if (Time(text) is not { } time) return $"\"{text}\" is not a time ({Kind})";
                json.WriteStringValue(time.ToString("yyyy-MM-ddTHH:mm:ss.FFFZ", CultureInfo.InvariantCulture));
                return null;
        }
    }

    private static bool? Truth(string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "y" => true,
        "false" or "0" or "no" or "n" => false,
        _ => null,
    };

    /// <summary><c>time</c> takes ISO 8601, and a plain number as seconds or, from 10¹¹ on, as milliseconds since 1970.</summary>
    private DateTime? Time(string text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var count))
        {
            var milliseconds = Kind == "unix" || (Kind == "time" && count < 1e11) ? count * 1000 : count;
            return milliseconds is >= 0 and < 253_402_300_800_000 ? DateTime.UnixEpoch.AddMilliseconds(milliseconds) : null;
        }
        return Kind == "time" && DateTime.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time) ? time : null;
    }
}
