using Reco.Functions.Http;

namespace Reco.Functions.Security;

/// <summary>Maps a route together with the scope that it needs, so that <c>Program.cs</c> shows both and no route can be without one.</summary>
/// <param name="app">Where routes are mapped.</param>
/// <param name="gate">Who may come in.</param>
internal sealed class Routes(IEndpointRouteBuilder app, Gate gate)
{
    /// <summary>A route that only reads.</summary>
    public void Get(string path, Scope scope, RequestDelegate function) => Map("GET", path, scope, function);

    /// <summary>A route that takes something in.</summary>
    public void Post(string path, Scope scope, RequestDelegate function) => Map("POST", path, scope, function);

    /// <summary>A route that replaces.</summary>
    public void Put(string path, Scope scope, RequestDelegate function) => Map("PUT", path, scope, function);

    /// <summary>A route that merges.</summary>
    public void Patch(string path, Scope scope, RequestDelegate function) => Map("PATCH", path, scope, function);

    /// <summary>A route that deletes.</summary>
    public void Delete(string path, Scope scope, RequestDelegate function) => Map("DELETE", path, scope, function);

    private void Map(string method, string path, Scope scope, RequestDelegate function) => Guard(app.MapMethods(path, [method], function), scope);

    /// <summary>Puts the gate in front of routes that a library mapped.</summary>
    public void Guard(IEndpointConventionBuilder endpoints, Scope scope) => endpoints.Finally(endpoint =>
    {
        var function = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = context => gate.Check(context, scope) is { } problem ? RefuseAsync(context, problem) : function(context);
    });

    private static Task RefuseAsync(HttpContext context, Problem problem) =>
        problem.Status == StatusCodes.Status503ServiceUnavailable ? problem.WriteToAsync(context, retryAfterSeconds: 1) : problem.WriteToAsync(context);
}
