using System.Globalization;
using Reco.Domain;
using Reco.Domain.Expressions;
using Reco.Domain.Recommend;
using Reco.Functions.Http;

namespace Reco.Functions.Recommend;

/// <summary>Reads a call for a page from the query string; every fault at once.</summary>
internal static class RecommendQuery
{
    private const string Context = "context.";
    private static readonly string[] Known = ["user", "item", "limit", "cursor", "explain", "context.NAME"];
    private static readonly string[] KnownOfPreview = [.. Known, "bucket", "now", "version"];

    /// <summary>The request, or all faults.</summary>
    /// <param name="query">The raw query string.</param>
    /// <param name="limits">Bounds.</param>
    public static Outcome<RecommendRequest> Read(string? query, Limits limits) => Read(query, limits, preview: false, out _);

    /// <summary>An operator's request, always explained, which may name a bucket, a moment and a revision of the rule; or all faults.</summary>
    public static Outcome<RecommendRequest> ReadPreview(string? query, Limits limits, out long? version) => Read(query, limits, preview: true, out version);

    private static Outcome<RecommendRequest> Read(string? query, Limits limits, bool preview, out long? version)
    {
        string? user = null, cursor = null, limitText = null, explainText = null, bucket = null, nowText = null, versionText = null;
        List<string>? items = null;
        Dictionary<string, Value>? context = null;
        List<Fault>? faults = null;
        var parameters = new QueryParameters(query);
        while (parameters.Next())
        {
            var (name, value) = (parameters.Name, parameters.Value);
            if (name is null || value is null)
            {
                Add(ref faults, QueryParameters.NotDecodable(name));
                continue;
            }
            switch (name)
            {
                case "user": Once(ref user, name, value, ref faults); break;
                case "item": if (value.Length > 0) (items ??= []).Add(value); break;
                case "limit": Once(ref limitText, name, value, ref faults); break;
                case "cursor": Once(ref cursor, name, value, ref faults); break;
                case "explain": Once(ref explainText, name, value, ref faults); break;
                case "code": break;
                case "bucket" when preview: Once(ref bucket, name, value, ref faults); break;
                case "now" when preview: Once(ref nowText, name, value, ref faults); break;
                case "version" when preview: Once(ref versionText, name, value, ref faults); break;
                case { Length: > 8 } when name.StartsWith(Context, StringComparison.Ordinal):
                    if (!(context ??= new(StringComparer.Ordinal)).TryAdd(name[Context.Length..], Typed(value))) Add(ref faults, QueryParameters.Twice(name));
                    break;
                default: Add(ref faults, new(name, "unknown parameter", NearestName.Suggest(name, preview ? KnownOfPreview : Known))); break;
            }
        }
        RequestChecks.Check(user, items, context, limits, ref faults);
        var request = new RecommendRequest
        {
            RequestId = RequestIds.Next(),
            User = user is { Length: > 0 } ? user : null,
            Items = items ?? (IReadOnlyList<string>)[],
            Limit = Limit(limitText, limits, ref faults),
            Cursor = cursor is { Length: > 0 } ? cursor : null,
            Explain = Flag(explainText, "explain", ref faults) || preview,
            Context = context ?? NoContext,
            Bucket = bucket is { Length: > 0 } ? bucket : null,
            NowMs = Moment(nowText, ref faults),
        };
        version = Version(versionText, ref faults);
        return faults is null ? request : faults;
    }

    private static readonly Dictionary<string, Value> NoContext = [];

    private static void Add(ref List<Fault>? faults, Fault fault) => (faults ??= []).Add(fault);

    private static void Once(ref string? place, string name, string value, ref List<Fault>? faults)
    {
        if (place is not null) Add(ref faults, QueryParameters.Twice(name));
        place = value;
    }

    /// <summary>A context value as what it looks like: a number or a boolean is typed, anything else is text.</summary>
    private static Value Typed(string value) => value switch
    {
        "true" => Value.Of(true),
        "false" => Value.Of(false),
        _ => LooksLikeNumber(value) && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? Value.Of(number) : Value.Of(value),
    };

    private static bool LooksLikeNumber(string value) => value.Length is > 0 and <= 32 && (char.IsAsciiDigit(value[0]) || (value[0] == '-' && value.Length > 1 && char.IsAsciiDigit(value[1])));

    private static int? Limit(string? text, Limits limits, ref List<Fault>? faults)
    {
        if (text is null) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= limits.PageItems) return limit;
        Add(ref faults, new("limit", $"must be {RequestChecks.PageSize(limits)}"));
        return null;
    }

    private static long? Version(string? text, ref List<Fault>? faults)
    {
        if (text is null) return null;
        if (!DataParameters.TryRevision(text, out var version)) Add(ref faults, DataParameters.NoRevision("version"));
        return version;
    }

    private static bool Flag(string? text, string name, ref List<Fault>? faults)
    {
        if (text is null or "false") return false;
        if (text is not "true") Add(ref faults, new(name, "must be true or false"));
        return true;
    }

    private static long? Moment(string? text, ref List<Fault>? faults)
    {
        if (text is null) return null;
        var seconds = Value.ParseTime(text);
        if (!double.IsNaN(seconds)) return (long)Math.Round(seconds * 1000);
        Add(ref faults, new("now", "not a time", "Write ISO 8601, such as 2026-03-01T12:00:00Z (a + is sent as %2B)."));
        return null;
    }
}
