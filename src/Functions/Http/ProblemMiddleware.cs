using Reco.Domain.Interactions;
using Reco.Domain.Recommend;

namespace Reco.Functions.Http;

/// <summary>Outermost: turns whatever went wrong below into a problem that says nothing of the inside, and an empty 404 or 405 of the router into one with a sentence.</summary>
internal static class ProblemMiddleware
{
    /// <summary>Puts it in front of all that follows.</summary>
    public static void UseProblems(this IApplicationBuilder app)
    {
        var log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Reco");
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
                if (!context.Response.HasStarted && OfRouter(context) is { } problem) await problem.WriteToAsync(context);
            }
            catch (Exception fault) when (!context.Response.HasStarted)
            {
                await AnswerAsync(context, fault, log);
            }
        });
    }

    private static Task AnswerAsync(HttpContext context, Exception fault, ILogger log)
    {
        var recommending = fault as RecommendFailedException;
        fault = recommending?.Cause ?? fault;
        switch (fault)
        {
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                context.Response.StatusCode = 499;
                return Task.CompletedTask;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new Problem(StatusCodes.Status413PayloadTooLarge, "The body is larger than this server takes. Send it in parts.").WriteToAsync(context);
            case BadHttpRequestException bad:
                return new Problem(bad.StatusCode, "The request can't be read.").WriteToAsync(context);
            case LogOverloadedException or Storage.Embedded.DatabaseBusyException:
                return new Problem(StatusCodes.Status429TooManyRequests, "The server can't keep up with its writes. Try again in a second.").WriteToAsync(context, retryAfterSeconds: 1);
            default:
                // The path may name a user, so the log has the route instead.
                var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
                if (recommending is null) log.LogError(fault, "A request for {Route} failed", route);
                else log.LogError(fault, "A request for {Route} failed: rule {Rule}, version {Version}, bucket {Bucket}", route, recommending.Rule.Key, recommending.Rule.Version, recommending.Bucket ?? "none");
                return new Problem(StatusCodes.Status500InternalServerError, "The server failed; its log says why.").WriteToAsync(context);
        }
    }

    private static Problem? OfRouter(HttpContext context) => context.Response switch
    {
        { StatusCode: StatusCodes.Status404NotFound, ContentType: null } => Problem.NotFound("There is no such address. See /api/docs."),
        { StatusCode: StatusCodes.Status405MethodNotAllowed, ContentType: null } => new Problem(StatusCodes.Status405MethodNotAllowed, $"This address takes {context.Response.Headers.Allow}."),
        _ => null,
    };
}
