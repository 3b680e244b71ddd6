using System.Text.Json;
using Reco.Domain.Expressions;
using Reco.Domain.Reading;

namespace Reco.Domain.Rules;

/// <summary>
/// Reads a rule's JSON into a <see cref="RuleDocument"/> and reports everything that is wrong with it. What is wrong is left out or keeps its default,
/// so that the rest can still be checked.
/// </summary>
internal sealed class RuleParser(Limits limits, List<Fault> faults)
{
    private static readonly string[] Properties =
    [
        "$schema", "service", "name", "catalog", "description", "needs", "timeZone", "params", "let", "candidates", "filters",
        "rank", "diversify", "pins", "limit", "fields", "fallback", "buckets", "impressions", "sampling", "tests",
    ];

    private readonly RuleDocument rule = new();
    private readonly SourceParser sources = new(limits);

    /// <summary>Parses a whole rule.</summary>
    public RuleDocument Parse(JsonElement root)
    {
        var node = JsonPlace.Root(root, faults);
        var members = node.Members(Properties);
        foreach (var member in members) Read(member);
        if (root.ValueKind != JsonValueKind.Object) return rule;
        foreach (var required in (string[])["service", "name", "candidates"])
        {
            if (!members.Any(m => m.Name == required)) node.Fault($"\"{required}\" is missing", required == "candidates" ? "Name at least one source." : "");
        }
        if (rule.Candidates.Count + rule.Fallback.Count is var count && count > limits.Sources)
        {
            node.Fault($"at most {limits.Sources} sources are allowed in candidates and fallback together, not {count}");
        }
        return rule;
    }

    private void Read(JsonPlace member)
    {
        switch (member.Name)
        {
            case "$schema": member.Text(2048); break;
            case "description": member.Text(4096); break;
            case "service": rule.Service = AddressName(member); break;
            case "name": rule.Name = AddressName(member); break;
            case "catalog": rule.Catalog = AddressName(member) ?? rule.Catalog; break;
            case "needs": ReadNeeds(member); break;
            case "timeZone": ReadTimeZone(member); break;
            case "params": ReadParams(member); break;
            case "let": ReadLets(member); break;
            case "candidates": rule.Candidates.AddRange(ReadSources(member)); break;
            case "fallback": rule.Fallback.AddRange(ReadSources(member)); break;
            case "filters": ReadFilters(member); break;
            case "rank": ReadRank(member); break;
            case "diversify": ReadDiversify(member); break;
            case "pins": ReadPins(member); break;
            case "limit": rule.Limit = member.Integer(1, limits.PageItems) ?? rule.Limit; break;
            case "fields": ReadFields(member); break;
            case "impressions": rule.CountsServed = member.Word("confirmed", "served") == "served"; break;
            case "sampling": rule.Sampling = member.Integer(0, limits.DryRunRequests) ?? rule.Sampling; break;
            // Serving needs no tests: RuleChecker reads them before a rule is published.
            case "tests": break;
            case "buckets": rule.Buckets.AddRange(new BucketParser(limits).Parse(member)); break;
        }
    }

    private static string? AddressName(JsonPlace node)
    {
        if (node.Text(1024) is not { } text) return null;
        if (Words.CheckAddress(node.Path, text) is not { } fault) return text;
        node.Faults.Add(fault);
        return null;
    }

    private void ReadNeeds(JsonPlace node)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var need in node.Elements(0, limits.ContextValues, "needs"))
        {
            if (need.Text(limits.IdBytes) is not { } text || !need.Once(seen, text)) continue;
            if (text == "user") rule.NeedsUser = true;
            else if (text == "item") rule.NeedsItem = true;
            else if (text.StartsWith("context.", StringComparison.Ordinal) && Words.Identifier.IsMatch(text[8..])) rule.NeedsContext.Add(text[8..]);
            else need.Fault($"\"{JsonPlace.Shorten(text)}\" is nothing that a call can give", "Write \"user\", \"item\" or \"context.NAME\".");
        }
    }

    private void ReadTimeZone(JsonPlace node)
    {
        if (node.Text(limits.IdBytes) is not { } text) return;
        if (Words.TimeZone.IsMatch(text) && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone)) rule.Zone = zone;
        else node.Fault($"unknown time zone \"{JsonPlace.Shorten(text)}\"", NearestZone(text));
    }

    private static string NearestZone(string text)
    {
        var suggestion = NearestName.Suggest(text, TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id));
        return suggestion.StartsWith("Did", StringComparison.Ordinal) ? suggestion : "Write an IANA name such as \"Asia/Seoul\".";
    }

    private void ReadParams(JsonPlace node)
    {
        var members = node.AllMembers();
        if (members.Count > limits.Params) node.Fault($"at most {limits.Params} params are allowed, not {members.Count}");
        foreach (var member in members.Take(limits.Params))
        {
            if (!Identifier(member)) continue;
            rule.Params[member.Name] = Value.Of(member.Json);
            if (member.Json.ValueKind == JsonValueKind.Array)
            {
                foreach (var element in member.Elements(0, limits.ListElements, "values"))
                {
                    Constant(element, "must be a text, a number, true or false");
                }
            }
            else
            {
                Constant(member, "must be a text, a number, true, false or a list of them");
            }
        }
    }

    private static void Constant(JsonPlace place, string otherwise)
    {
        if (place.Json.ValueKind == JsonValueKind.Number) place.Number();
        else if (place.Json.ValueKind is not (JsonValueKind.String or JsonValueKind.True or JsonValueKind.False)) place.Fault(otherwise);
    }

    private void ReadLets(JsonPlace node)
    {
        var members = node.AllMembers();
        if (members.Count > limits.Lets) node.Fault($"at most {limits.Lets} names are allowed, not {members.Count}");
        foreach (var member in members.Take(limits.Lets))
        {
            // A name whose code is missing stays known: uses of it are no further faults.
            if (Identifier(member)) rule.Lets.Add(new(member.Name, member.Code()?.Text ?? "null", member.Path));
        }
    }

    private static bool Identifier(JsonPlace node)
    {
        if (Words.Identifier.IsMatch(node.Name)) return true;
        node.Fault("expressions can't say this name", "Use up to 64 letters, digits and \"_\", not a digit first.");
        return false;
    }

    private List<SourceDocument> ReadSources(JsonPlace node) =>
        [.. node.Elements(1, limits.Sources, "sources").Select(sources.Parse).OfType<SourceDocument>()];

    private void ReadFilters(JsonPlace node)
    {
        foreach (var filter in node.Elements(0, limits.Filters, "filters"))
        {
            if (FilterParser.Parse(filter, limits) is { } parsed) rule.Filters.Add(parsed);
        }
    }

    private void ReadRank(JsonPlace node)
    {
        var members = node.Members("score", "model");
        foreach (var member in members)
        {
            if (member.Name == "score") rule.Score = member.Code();
            else member.Fault("\"model\" is not known yet", "Rank by \"score\", an expression.");
        }
        if (members.Count == 0 && node.Json.ValueKind == JsonValueKind.Object) node.RequireOneOf(members, "\"score\" is missing");
    }

    private void ReadDiversify(JsonPlace node)
    {
        var members = node.Members("by", "atMost");
        foreach (var member in members)
        {
            if (member.Name == "by") rule.DiversifyBy = member.Code();
            else rule.DiversifyAtMost = member.Integer(1, limits.PageItems) ?? 1;
        }
        node.Require(members, "by", "atMost");
    }

    private void ReadPins(JsonPlace node)
    {
        foreach (var pin in node.Elements(0, limits.Pins, "pins"))
        {
            var (item, at, when) = ((string?)null, (int?)null, (Code?)null);
            var members = pin.Members("item", "at", "when");
            foreach (var member in members)
            {
                switch (member.Name)
                {
                    case "item": item = member.Id(limits, "the id of an item"); break;
                    case "at": at = member.Integer(1, limits.PageItems); break;
                    default: when = member.Code(); break;
                }
            }
            pin.Require(members, "item", "at");
            rule.Pins.Add(new(item ?? "", at ?? 1, when));
        }
    }

    private void ReadFields(JsonPlace node)
    {
        var fields = new HashSet<string>(StringComparer.Ordinal);
        rule.Fields = [];
        foreach (var field in node.Elements(0, limits.Fields, "fields"))
        {
            if (field.Text(limits.IdBytes) is not { } path || !field.Once(fields, path)) continue;
            if (!Words.FieldPath.IsMatch(path)) field.Fault($"\"{JsonPlace.Shorten(path)}\" is no path", "Write names with a dot between them, such as \"brand.name\".");
            else if (rule.Fields.Find(f => path.StartsWith(f + ".", StringComparison.Ordinal) || f.StartsWith(path + ".", StringComparison.Ordinal)) is { } other)
            {
                field.Fault($"\"{JsonPlace.Shorten(path)}\" and \"{JsonPlace.Shorten(other)}\" contain one another", "Keep one of them.");
            }
            else if (path != "id") rule.Fields.Add(path);
        }
    }
}
