using System.Text;
using System.Text.Json;
using Reco.Domain.Expressions;

namespace Reco.Domain.Reading;

/// <summary>One place of a document that somebody sent, while it is read: gives a value of the wanted type, or adds a fault that says what it must be and gives null.</summary>
/// <param name="Json">What stands there.</param>
/// <param name="Path">Where.</param>
/// <param name="Name">The property's name; empty in a list.</param>
/// <param name="Faults">Where faults go.</param>
public readonly record struct JsonPlace(JsonElement Json, string Path, string Name, List<Fault> Faults)
{
    /// <summary>The place of a whole document.</summary>
    public static JsonPlace Root(JsonElement json, List<Fault> faults) => new(json, "$", "", faults);

    /// <summary>The faults found so far, in the document's order.</summary>
    /// <param name="root">The whole document.</param>
    /// <param name="faults">Where they were added.</param>
    public static List<Fault> InOrder(JsonElement root, List<Fault> faults) => DocumentOrder.Sort(root, faults);

    /// <summary>Whether null stands here.</summary>
    public bool IsNull => Json.ValueKind == JsonValueKind.Null;

    /// <summary>Adds a fault here.</summary>
    public void Fault(string problem, string fix = "") => Faults.Add(new(Path, problem, fix));

    /// <summary>The members that <paramref name="known"/> names, in document order and each once. Any other is a fault with the nearest name.</summary>
    public IReadOnlyList<JsonPlace> Members(params ReadOnlySpan<string> known)
    {
        if (Json.ValueKind != JsonValueKind.Object)
        {
            Mismatch("an object");
            return [];
        }
        var members = new List<JsonPlace>();
        foreach (var member in AllMembers())
        {
            if (known.Contains(member.Name)) members.Add(member);
            else member.Fault("unknown property", NearestName.Suggest(member.Name, known.ToArray()));
        }
        return members;
    }

    /// <summary>All members of an object, in document order and each once; none when this is no object.</summary>
    public IReadOnlyList<JsonPlace> AllMembers()
    {
        if (Json.ValueKind != JsonValueKind.Object)
        {
            Mismatch("an object");
            return [];
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var members = new List<JsonPlace>();
        foreach (var property in Json.EnumerateObject())
        {
            if (seen.Add(property.Name)) members.Add(new(property.Value, JsonPath.Member(Path, property.Name), property.Name, Faults));
        }
        return members;
    }

    /// <summary>The elements of a list of <paramref name="least"/> to <paramref name="most"/>. When there are more, those behind are not read: what a document costs is bounded.</summary>
    public IReadOnlyList<JsonPlace> Elements(int least, int most, string of)
    {
        if (Json.ValueKind != JsonValueKind.Array)
        {
            Mismatch($"a list of {of}");
            return [];
        }
        var count = Json.GetArrayLength();
        if (count < least) Fault("the list is empty", "Write at least one.");
        if (count > most) Fault($"at most {most} {of} are allowed, not {count}");
        var elements = new List<JsonPlace>(Math.Min(count, most));
        foreach (var element in Json.EnumerateArray().Take(most)) elements.Add(new(element, JsonPath.Element(Path, elements.Count), "", Faults));
        return elements;
    }

    /// <summary>A text that is not empty and has at most so many bytes in UTF-8.</summary>
    public string? Text(int bytes, string what = "a text")
    {
        if (Json.ValueKind != JsonValueKind.String) return Mismatch(what);
        var text = Json.GetString()!;
        if (text.Length == 0) Fault("must not be empty");
        else if (Encoding.UTF8.GetByteCount(text) > bytes) Faults.Add(RowId.TooLong(Path, bytes));
        else return text;
        return null;
    }

    /// <summary>An id, by <see cref="RowId"/>.</summary>
    public string? Id(Limits limits, string what = "a text")
    {
        if (Json.ValueKind != JsonValueKind.String) return Mismatch(what, Json.ValueKind == JsonValueKind.Number ? $"Write it in quotes: \"{Shorten(Json.GetRawText())}\"." : "");
        var id = Json.GetString()!;
        if (RowId.Check(Path, id, limits) is not { } fault) return id;
        Faults.Add(fault);
        return null;
    }

    /// <summary>True or false.</summary>
    public bool? Boolean()
    {
        if (Json.ValueKind is JsonValueKind.True or JsonValueKind.False) return Json.GetBoolean();
        Mismatch("true or false");
        return null;
    }

    /// <summary>A finite number.</summary>
    public double? Number() => Number(_ => true, "a finite number");

    /// <summary>One of some words.</summary>
    public string? Word(params string[] words)
    {
        if (Json.ValueKind != JsonValueKind.String) return Mismatch($"one of {string.Join(", ", words.Select(w => $"\"{w}\""))}");
        var text = Json.GetString()!;
        if (words.Contains(text)) return text;
        Fault($"unknown value \"{Shorten(text)}\"", NearestName.Suggest(text, words));
        return null;
    }

    /// <summary>A whole number within bounds.</summary>
    public int? Integer(int least, int most)
    {
        if (Json.ValueKind == JsonValueKind.Number && Json.TryGetDouble(out var number) && double.IsInteger(number) && number >= least && number <= most) return (int)number;
        Mismatch($"a whole number from {least}{(most < int.MaxValue ? $" to {most}" : "")}");
        return null;
    }

    /// <summary>A moment in ISO 8601, in milliseconds since 1970.</summary>
    public long? Moment()
    {
        var seconds = Json.ValueKind == JsonValueKind.String ? Value.ParseTime(Json.GetString()) : double.NaN;
        if (!double.IsNaN(seconds)) return (long)Math.Round(seconds * 1000);
        Mismatch("a time", "Write ISO 8601, as in \"2026-05-01T12:30:00Z\".");
        return null;
    }

    /// <summary>A finite number that passes a test.</summary>
    public double? Number(Func<double, bool> test, string what)
    {
        if (Json.ValueKind == JsonValueKind.Number && Json.TryGetDouble(out var number) && double.IsFinite(number) && test(number)) return number;
        Mismatch(what);
        return null;
    }

    /// <summary>Whether a value of a list is new; one that stands in it twice is a fault.</summary>
    public bool Once(HashSet<string> seen, string value)
    {
        if (seen.Add(value)) return true;
        Fault($"\"{Shorten(value)}\" stands twice", "Keep one of them.");
        return false;
    }

    /// <summary>A text as a fault quotes it.</summary>
    public static string Shorten(string text)
    {
        if (text.Length > 60) text = text[..(char.IsHighSurrogate(text[59]) ? 59 : 60)] + "…";
        return text.ReplaceLineEndings(" ");
    }

    /// <summary>Each name that is not among the members is a fault of this object.</summary>
    public void Require(IReadOnlyList<JsonPlace> members, params ReadOnlySpan<string> names)
    {
        if (Json.ValueKind != JsonValueKind.Object) return;
        foreach (var name in names)
        {
            if (!members.Any(m => m.Name == name)) Fault($"\"{name}\" is missing");
        }
    }

    /// <summary>None of the properties that decide what this is: a fault, unless an unknown property is there, which probably was meant to be it.</summary>
    public void RequireOneOf(IReadOnlyList<JsonPlace> members, string problem, string fix = "")
    {
        if (AllMembers().Count == members.Count) Fault(problem, fix);
    }

    /// <summary>A fault: another type is wanted.</summary>
    public string? Mismatch(string wanted, string fix = "")
    {
        var found = Json.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => $"\"{Shorten(Json.GetString()!)}\"",
            _ => Shorten(Json.GetRawText()),
        };
        Fault($"must be {wanted}, not {found}", fix);
        return null;
    }
}
