using System.Text.Json;
using Reco.Domain.Reading;

namespace Reco.Domain.Rules;

/// <summary>Reads <c>buckets</c>: names, shares and which properties each one changes. What is in the changes shows when they are merged into the rule.</summary>
internal sealed class BucketParser(Limits limits)
{
    /// <summary>What stays the same for everybody: it says who may call the rule and what it works on.</summary>
    private static readonly string[] Fixed = ["$schema", "service", "name", "catalog", "needs", "timeZone", "buckets", "sampling", "tests"];

    public List<BucketDocument> Parse(JsonPlace node)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var (buckets, sum, sound) = (new List<BucketDocument>(), 0.0, true);
        foreach (var bucket in node.Elements(1, limits.Buckets, "buckets"))
        {
            var members = bucket.Members("name", "share", "set");
            var (name, set, share) = ((string?)null, default(JsonElement), (double?)null);
            foreach (var member in members)
            {
                switch (member.Name)
                {
                    case "name": name = Name(member, names); break;
                    case "share": share = member.Number(s => s is > 0 and <= 100, "a percentage above 0 and up to 100"); break;
                    default: set = Set(member); break;
                }
            }
            bucket.Require(members, "name", "share");
            (sum, sound) = (sum + (share ?? 0), sound && share is not null);
            buckets.Add(new(name ?? "", share ?? 0, set, bucket.Path));
        }
        if (sound && buckets.Count > 0 && Math.Abs(sum - 100) > 1e-9) node.Fault($"the shares add up to {sum:0.#########}, not to 100");
        return buckets;
    }

    private static string? Name(JsonPlace node, HashSet<string> names)
    {
        if (node.Text(1024) is not { } text) return null;
        if (!Words.Label.IsMatch(text)) node.Fault($"must be 1 to 64 letters, digits, \"-\" or \"_\", not \"{JsonPlace.Shorten(text)}\"");
        else if (node.Once(names, text)) return text;
        return null;
    }

    private static JsonElement Set(JsonPlace node)
    {
        foreach (var member in node.AllMembers())
        {
            if (Fixed.Contains(member.Name)) member.Fault($"a bucket can't change \"{member.Name}\"", "Make it a rule of its own.");
        }
        return node.Json.ValueKind == JsonValueKind.Object ? node.Json : default;
    }
}
