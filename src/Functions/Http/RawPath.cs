using Microsoft.AspNetCore.Http.Features;
using Reco.Domain;
using Reco.Domain.Reading;

namespace Reco.Functions.Http;

/// <summary>Reads names and ids from the path as it was sent. A decoded path would not tell <c>a/b</c> sent as <c>a%2Fb</c> from <c>a%2Fb</c> itself.</summary>
internal static class RawPath
{
    /// <summary>The last segment of the path, decoded; null when it is empty or not decodable.</summary>
    public static string? Last(HttpContext context) => Segment(context, 0);

    /// <summary>A segment counted from the end of the path (0: the last), decoded; null when it is empty or not decodable.</summary>
    public static string? FromEnd(HttpContext context, int place) => Segment(context, place);

    /// <summary>What is wrong with a segment as an id; null when it is fine.</summary>
    public static Fault? Check(string path, string? segment, Limits limits) =>
        segment is null ? new(path, "not valid percent-encoded UTF-8", "Encode it with the encoder of your language.") : RowId.Check(path, segment, limits);

    private static string? Segment(HttpContext context, int fromEnd)
    {
        var path = context.Features.Get<IHttpRequestFeature>()!.RawTarget.AsSpan();
        if (path.IndexOf('?') is >= 0 and var end) path = path[..end];
        path = path.TrimEnd('/');
        for (; fromEnd > 0; fromEnd--) path = path[..Math.Max(0, path.LastIndexOf('/'))];
        var name = path[(path.LastIndexOf('/') + 1)..];
        return name.IsEmpty ? null : QueryParameters.Decode(name, plusIsSpace: false);
    }
}
