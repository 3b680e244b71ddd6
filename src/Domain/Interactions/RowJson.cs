using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Reco.Domain.Interactions;

/// <summary>One row of a request on its way to a value: reads members and collects every fault in document order.</summary>
internal sealed class RowJson(Limits limits)
{
    /// <summary>What is wrong so far; null when nothing is.</summary>
    public List<Fault>? Faults { get; private set; }

    public void Fault(string path, string problem, string fix = "") => (Faults ??= []).Add(new Fault(path, problem, fix));

    /// <summary>How rows are parsed: strict, no comments, no trailing commas, no property twice.</summary>
    public static JsonDocumentOptions Options(Limits limits) => new() { MaxDepth = limits.JsonDepth, AllowDuplicateProperties = false };

    /// <summary>Parses the bytes of one row and reads it; bytes that are no JSON are one fault.</summary>
    public static Outcome<T> Parse<T>(ReadOnlyMemory<byte> json, Limits limits, Func<JsonElement, Outcome<T>> read)
    {
        if (json.Length > limits.RowBytes) return TooLarge(json.Length, limits);
        try
        {
            using var document = JsonDocument.Parse(json, Options(limits));
            return read(document.RootElement);
        }
        catch (JsonException fault)
        {
            return new List<Fault> { new("$", $"not valid JSON: {fault.Message.TrimEnd('.')}") };
        }
    }

    /// <summary>Whether a row is an object of bounded size; else says so.</summary>
    public bool IsObject(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            Fault("$", $"{Kind(row)} is no row", "Send an object.");
            return false;
        }
        var bytes = JsonMarshal.GetRawUtf8Value(row).Length;
        if (bytes <= limits.RowBytes) return true;
        Faults = TooLarge(bytes, limits);
        return false;
    }

    /// <summary>An id: a text of 1 to <see cref="Limits.IdBytes"/> bytes without control characters; null with a fault for anything else.</summary>
    public string? Id(string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Fault(path, $"{Kind(value)} is no id", value.ValueKind == JsonValueKind.Number ? $"Write it as a text: \"{value.GetRawText()}\"." : "Write a text.");
            return null;
        }
        if (Text(path, value) is not { } text) return null;
        if (text.Length == 0) Fault(path, "empty");
        else if (Encoding.UTF8.GetByteCount(text) > limits.IdBytes) Fault(path, $"longer than {limits.IdBytes} bytes in UTF-8", "Use a shorter id.");
        else if (text.AsSpan().ContainsAnyInRange('\0', '\u001F') || text.AsSpan().ContainsAnyInRange('\u007F', '\u009F')) Fault(path, "has control characters", "Leave them out.");
        else return text;
        return null;
    }

    /// <summary>A text of valid Unicode; null with a fault for a lone surrogate or broken UTF-8.</summary>
    public string? Text(string path, JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            Fault(path, "not valid Unicode (a lone surrogate or broken UTF-8)", "Encode it as UTF-8.");
            return null;
        }
    }

    /// <summary>A property's name, cut to what a message needs; null with a fault when it is not valid Unicode.</summary>
    public string? Name(string path, JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            Fault(path, "a property's name is not valid Unicode", "Encode it as UTF-8.");
            return null;
        }
    }

    /// <summary>A path below another, with a long name cut.</summary>
    public static string Below(string path, string name) => $"{path}.{(name.Length <= 64 ? name : name[..64] + "…")}";

    /// <summary>What a JSON value is, in words.</summary>
    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };

    private static List<Fault> TooLarge(int bytes, Limits limits) => [new("$", $"{bytes} bytes are more than the {limits.RowBytes} of a row", "Send less per row.")];
}
