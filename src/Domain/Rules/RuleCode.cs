using System.Text.Json;
using Reco.Domain.Reading;

namespace Reco.Domain.Rules;

/// <summary>Reads what only rules have.</summary>
internal static class RuleCode
{
    /// <summary>Code: the text behind its <c>@</c>. A text without one is a fault.</summary>
    public static Code? Code(this JsonPlace place)
    {
        if (place.Json.ValueKind != JsonValueKind.String)
        {
            place.Mismatch("an expression: a text that starts with \"@\"");
            return null;
        }
        var text = place.Json.GetString()!;
        if (!text.StartsWith('@'))
        {
            place.Fault("code starts with \"@\"", $"Write \"@{JsonPlace.Shorten(text)}\".");
            return null;
        }
        if (!string.IsNullOrWhiteSpace(text[1..])) return new(place.Path, text[1..]);
        place.Fault("the expression is empty", "Write it behind the \"@\".");
        return null;
    }
}
