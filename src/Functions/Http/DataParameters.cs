using Reco.Domain;
using Reco.Domain.Catalogs;

namespace Reco.Functions.Http;

/// <summary>Reads the query string of data calls: <c>?catalog=</c> and nothing else (a key in <c>code</c> is passed over).</summary>
internal static class DataParameters
{
    private static readonly string[] Known = ["catalog"];

    /// <summary>The catalog of the call, which must exist, or the problem.</summary>
    public static (string Catalog, Problem? Problem) Catalog(HttpContext context, LiveCatalogs catalogs)
    {
        var faults = new List<Fault>();
        string? catalog = null;
        var parameters = new QueryParameters(context.Request.QueryString.Value);
        while (parameters.Next())
        {
            if (parameters.Name == "code") continue;
            if (parameters.Name is not { } name || parameters.Value is not { } value) faults.Add(new(parameters.Name ?? "the query string", "not valid percent-encoded UTF-8"));
            else if (name != "catalog") faults.Add(new(name, "unknown parameter", NearestName.Suggest(name, Known)));
            else if (catalog is not null) faults.Add(new(name, "given twice", "Give it once."));
            else catalog = value;
        }
        catalog ??= CatalogDefinition.DefaultName;
        if (faults.Count > 0) return (catalog, Problem.BadRequest(faults));
        return (catalog, catalogs.Find(catalog) is null ? Unknown(catalog, catalogs) : null);
    }

    /// <summary>No parameter at all; the problem otherwise.</summary>
    public static Problem? None(HttpContext context)
    {
        var faults = new List<Fault>();
        var parameters = new QueryParameters(context.Request.QueryString.Value);
        while (parameters.Next())
        {
            if (parameters.Name != "code") faults.Add(new(parameters.Name ?? "the query string", "unknown parameter", "This address takes none."));
        }
        return faults.Count > 0 ? Problem.BadRequest(faults) : null;
    }

    /// <summary>404 with the nearest catalog.</summary>
    public static Problem Unknown(string catalog, LiveCatalogs catalogs) =>
        Problem.NotFound($"There is no catalog {catalog}.", NearestName.Suggest(catalog, catalogs.All.Select(c => c.Definition.Name).Order(StringComparer.Ordinal)));
}
