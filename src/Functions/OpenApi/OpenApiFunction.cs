using Reco.Functions.Http;

namespace Reco.Functions.OpenApi;

/// <summary>The description of every route, parameter, body and error: <c>GET /api/openapi.json</c>. Written by hand; a test holds it against the routes.</summary>
internal static class OpenApiFunction
{
    private static readonly byte[] Document = Load();

    /// <summary>Answers with the document.</summary>
    public static Task GetAsync(HttpContext context) => context.WriteJsonAsync(Document);

    private static byte[] Load()
    {
        using var stream = typeof(OpenApiFunction).Assembly.GetManifestResourceStream("openapi.json")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
