using System.Text.Json;
using Reco.Domain.Expressions;
using Reco.Domain.Reading;

namespace Reco.Domain.Rules;

/// <summary>Reads one entry of <c>filters</c>: an expression that keeps, or an object with <c>keep</c> or <c>drop</c> and maybe <c>rolling</c>.</summary>
internal static class FilterParser
{
    public static FilterDocument? Parse(JsonPlace node, Limits limits)
    {
        if (node.Json.ValueKind == JsonValueKind.String) return node.Code() is { } keep ? new(keep, FilterEffect.Keep) : null;
        if (node.Json.ValueKind != JsonValueKind.Object)
        {
            node.Mismatch("an expression or an object with \"keep\" or \"drop\"");
            return null;
        }
        var members = node.Members("keep", "drop", "rolling");
        var (code, drop, rolling) = ((Code?)null, false, 0);
        foreach (var member in members)
        {
            if (member.Name == "rolling") rolling = Rolling(member, limits);
            else (code, drop) = (member.Code(), member.Name == "drop");
        }
        var kinds = members.Count(m => m.Name is "keep" or "drop");
        if (kinds == 2) node.Fault("both \"keep\" and \"drop\"", "Write two filters.");
        else if (kinds == 0) node.RequireOneOf(members, "\"keep\" or \"drop\" is missing");
        return code is null || kinds != 1 ? null : new(code, new FilterEffect(drop, rolling));
    }

    private static int Rolling(JsonPlace node, Limits limits)
    {
        if (node.Json.ValueKind == JsonValueKind.True) return int.MaxValue;
        if (node.Json.ValueKind == JsonValueKind.Number) return node.Integer(1, limits.Candidates) ?? 0;
        node.Mismatch($"true (behind all others) or a number of places from 1 to {limits.Candidates}");
        return 0;
    }
}
