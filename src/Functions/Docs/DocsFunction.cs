using Reco.Functions.Security;
using Scalar.AspNetCore;

namespace Reco.Functions.Docs;

/// <summary>The browsable documentation: <c>/api/docs</c>. Its script comes out of the package, so that it works offline and tells nobody.</summary>
internal static class DocsFunction
{
    /// <summary>Maps the page and its script.</summary>
    public static void MapDocs(this IEndpointRouteBuilder app, Routes routes) => routes.Guard(app.MapScalarApiReference("/api/docs", options => options
        .WithTitle("Reco")
        .WithOpenApiRoutePattern("/api/openapi.json")
        .DisableDefaultFonts()
        .HideDeveloperTools()
        .DisableTelemetry()
        .DisableAgent()
        .DisableMcp()), Scope.Open);
}
