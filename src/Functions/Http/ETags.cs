using System.Globalization;
using Reco.Domain;

namespace Reco.Functions.Http;

/// <summary>Revisions as entity tags: <c>"41"</c>. They are strong; a weak one, which a proxy on the way may have made of it, matches for reading only.</summary>
internal static class ETags
{
    /// <summary>Names the revision of what is answered.</summary>
    public static void Set(HttpContext context, long revision) => context.Response.Headers.ETag = Of(revision);

    /// <summary>Whether the caller has this revision already (If-None-Match): 304.</summary>
    public static bool IsKnown(HttpContext context, long revision) => List(context.Request.Headers.IfNoneMatch).Any(t => t == "*" || t == Of(revision) || t == "W/" + Of(revision));

    /// <summary>The revision that must be serving for a write: null for any, 0 for none, −1 for one that never is; or the fault.</summary>
    /// <param name="context">The request, with If-Match or <c>If-None-Match: *</c>.</param>
    /// <param name="current">The serving revision; 0 when there is none.</param>
    public static Outcome<long?> Expected(HttpContext context, long current)
    {
        var (match, noneMatch) = (List(context.Request.Headers.IfMatch), List(context.Request.Headers.IfNoneMatch));
        if (noneMatch.Count > 0)
        {
            if (noneMatch is not ["*"]) return new List<Fault> { new("If-None-Match", "only * is understood for a write", "Send If-None-Match: * to write only what is not there yet.") };
            if (match.Count > 0) return new List<Fault> { new("If-None-Match", "stands beside If-Match", "Send one of them.") };
            return (long?)0;
        }
        if (match.Count == 0) return (long?)null;
        if (match is ["*"]) return (long?)(current > 0 ? current : -1);
        return (long?)(match.Contains(Of(current)) && current > 0 ? current : -1);
    }

    private static string Of(long revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    private static List<string> List(Microsoft.Extensions.Primitives.StringValues header) =>
        [.. header.SelectMany(h => (h ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
}
