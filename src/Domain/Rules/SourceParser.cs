using System.Text.Json;
using Reco.Domain.Interactions;
using Reco.Domain.Reading;

namespace Reco.Domain.Rules;

/// <summary>Reads one entry of <c>candidates</c> or <c>fallback</c>: exactly one kind, with the properties that belong to it.</summary>
internal sealed class SourceParser(Limits limits)
{
    private const string Later = "nearest";
    private static readonly string[] Kinds = ["related", "popular", "history", "items", "query"];
    private static readonly string[] Properties = [.. Kinds, Later, "to", "scope", "orderBy", "take", "weight"];

    /// <summary>The source, or null when it has faults that leave nothing to compile.</summary>
    public SourceDocument? Parse(JsonPlace node)
    {
        var members = node.Members(Properties);
        if (node.Json.ValueKind != JsonValueKind.Object) return null;
        var kinds = members.Where(m => Kinds.Contains(m.Name)).ToList();
        foreach (var member in members)
        {
            if (member.Name == Later) member.Fault($"\"{Later}\" is not known yet", $"Known kinds: {string.Join(", ", Kinds)}.");
        }
        if (kinds.Count == 0 && members.All(m => m.Name != Later)) node.RequireOneOf(members, "names no kind of source", $"Write one of {string.Join(", ", Kinds)}.");
        if (kinds.Count > 1) node.Fault($"names several kinds of source: {string.Join(", ", kinds.Select(k => k.Name))}", "Write one entry for each.");
        var shared = new Shared(members, limits);
        if (kinds.Count != 1) return null;
        foreach (var member in members) Belongs(member, kinds[0].Name);
        return kinds[0].Name switch
        {
            "related" => Related(node, kinds[0], members, shared),
            "popular" => Popular(kinds[0], members, shared),
            "history" => kinds[0].Text(limits.IdBytes, "an interaction type") is { } type ? new SourceDocument.History(type, kinds[0].Path, shared.Take, shared.Weight) : null,
            "items" => Items(kinds[0], shared),
            _ => Query(kinds[0], members, shared),
        };
    }

    private static void Belongs(JsonPlace member, string kind)
    {
        var owner = member.Name switch
        {
            "to" => "related",
            "scope" => "popular",
            "orderBy" => "query",
            _ => kind,
        };
        if (owner != kind) member.Fault($"belongs to \"{owner}\", not to \"{kind}\"", "Remove it.");
    }

    private SourceDocument.Related? Related(JsonPlace node, JsonPlace kind, IReadOnlyList<JsonPlace> members, Shared shared)
    {
        var relation = kind.Id(limits, "the name of a relation");
        var to = new Code(node.Path, "request.items");
        foreach (var member in members.Where(m => m.Name == "to")) to = member.Code();
        return relation is null || to is null ? null : new(relation, to, shared.Take, shared.Weight);
    }

    private SourceDocument.Popular? Popular(JsonPlace kind, IReadOnlyList<JsonPlace> members, Shared shared)
    {
        var scope = new List<Code>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in members.Where(m => m.Name == "scope").SelectMany(m => m.Elements(1, limits.ScopePaths, "paths")))
        {
            if (path.Text(limits.IdBytes) is not { } text || !path.Once(seen, text)) continue;
            if (Words.ScopePath.IsMatch(text)) scope.Add(new(path.Path, text));
            else path.Fault($"\"{JsonPlace.Shorten(text)}\" is nothing to count by", "Write a path that starts with \"user.\", \"seed.\" or \"context.\".");
        }
        return kind.Word([.. HalfLives.Names]) is { } halfLife ? new(HalfLives.Of(halfLife), scope, shared.Take, shared.Weight) : null;
    }

    private SourceDocument.Items Items(JsonPlace kind, Shared shared)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var ids = new List<string>();
        foreach (var element in kind.Elements(1, limits.Take, "ids"))
        {
            if (element.Id(limits, "the id of an item") is { } id && element.Once(seen, id)) ids.Add(id);
        }
        if (ids.Count > shared.Take && kind.Json.GetArrayLength() <= limits.Take) kind.Fault($"{ids.Count} ids, but \"take\" is {shared.Take}", $"Write \"take\": {ids.Count}.");
        return new(ids, shared.Take, shared.Weight);
    }

    private static SourceDocument.Query? Query(JsonPlace kind, IReadOnlyList<JsonPlace> members, Shared shared)
    {
        Code? orderBy = null;
        foreach (var member in members.Where(m => m.Name == "orderBy")) orderBy = member.Code();
        return kind.Code() is { } where ? new(where, orderBy, shared.Take, shared.Weight) : null;
    }

    /// <summary>What every kind of source has.</summary>
    private readonly struct Shared
    {
        public Shared(IReadOnlyList<JsonPlace> members, Limits limits)
        {
            (Take, Weight) = (Math.Min(100, limits.Take), 1);
            foreach (var member in members)
            {
                if (member.Name == "take") Take = member.Integer(1, limits.Take) ?? Take;
                if (member.Name == "weight") Weight = member.Number(w => w >= 0, "a number that is not negative") ?? Weight;
            }
        }

        public int Take { get; }
        public double Weight { get; }
    }
}
