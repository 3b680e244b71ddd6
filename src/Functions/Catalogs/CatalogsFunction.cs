using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Rules;
using Reco.Functions.Http;

namespace Reco.Functions.Catalogs;

/// <summary>Catalogs and the types of their items' attributes: <c>GET /api/catalogs</c>, <c>GET</c> and <c>PUT /api/catalogs/{name}</c>.</summary>
/// <param name="catalogs">The catalogs there are.</param>
/// <param name="publisher">Compiles the catalog's rules against a new declaration before it serves.</param>
/// <param name="limits">Bounds.</param>
internal sealed class CatalogsFunction(LiveCatalogs catalogs, RulePublisher publisher, Limits limits)
{
    /// <summary>Names and sizes of all catalogs.</summary>
    public Task ListAsync(HttpContext context) => DataParameters.None(context) is { } problem ? problem.WriteToAsync(context) : context.WriteJsonAsync(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("catalogs"u8);
        foreach (var catalog in catalogs.All.OrderBy(c => c.Definition.Name, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, catalog.Definition.Name);
            json.WriteNumber("items"u8, catalog.Current.Count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>What a catalog declares.</summary>
    public Task GetAsync(HttpContext context)
    {
        if (DataParameters.None(context) is { } problem) return problem.WriteToAsync(context);
        var name = RawPath.Last(context) ?? "";
        return catalogs.Find(name) is { } catalog ? context.WriteJsonAsync(CatalogDocument.Write(catalog.Definition)) : DataParameters.Unknown(name, catalogs).WriteToAsync(context);
    }

    /// <summary>Declares a catalog, making it when it is new. Refused when a serving rule does not compile against it.</summary>
    public async Task PutAsync(HttpContext context)
    {
        if ((DataParameters.None(context) ?? RequestBody.Refuse(context, BodyKind.Json)) is { } problem)
        {
            await problem.WriteToAsync(context);
            return;
        }
        var definition = CatalogDocument.Parse(RawPath.Last(context) ?? "", await RequestBody.ReadAsync(context), limits);
        var faults = definition.Ok ? await publisher.DefineCatalogAsync(definition.Value, context.RequestAborted) : definition.Faults;
        if (faults.Count > 0) await Problem.Unprocessable(faults, "catalog").WriteToAsync(context);
        else await context.WriteJsonAsync(CatalogDocument.Write(definition.Value));
    }
}
