using System.Globalization;
using Reco.Domain;
using Reco.Domain.Catalogs;

namespace Reco.Functions.Http;

/// <summary>Reads the query string of data calls: <c>?catalog=</c> and nothing else (a key in <c>code</c> is passed over).</summary>
internal static class DataParameters
{
    private static readonly string[] OnlyCatalog = ["catalog"];

    /// <summary>The catalog of the call, which must exist, or the problem.</summary>
    public static (string Catalog, Problem? Problem) Catalog(HttpContext context, LiveCatalogs catalogs)
    {
        var problem = Read(context, OnlyCatalog, out var given);
        var catalog = given ?? CatalogDefinition.DefaultName;
        return (catalog, problem ?? (catalogs.Find(catalog) is null ? Unknown(catalog, catalogs) : null));
    }

    /// <summary>The catalog and the id that a call's address names, or the problem.</summary>
    /// <param name="context">The call.</param>
    /// <param name="catalogs">The catalogs there are.</param>
    /// <param name="limits">Bounds of the id.</param>
    /// <param name="segmentsAfter">Segments of the path behind the id.</param>
    public static (string Catalog, string Id, Problem? Problem) Address(HttpContext context, LiveCatalogs catalogs, Limits limits, int segmentsAfter = 0)
    {
        var ((catalog, problem), id) = (Catalog(context, catalogs), RawPath.FromEnd(context, segmentsAfter));
        return (catalog, id ?? "", problem ?? (RawPath.Check("id", id, limits) is { } fault ? Problem.BadRequest([fault]) : null));
    }

    /// <summary>No parameter at all; the problem otherwise.</summary>
    public static Problem? None(HttpContext context) => Read(context, [], out _);

    /// <summary>One parameter, any text, and nothing else; null when it is left out. The problem otherwise.</summary>
    public static Problem? Text(HttpContext context, string name, out string? text) => Read(context, [name], out text);

    /// <summary>One parameter, a revision, and nothing else; null when it is left out. The problem otherwise.</summary>
    public static Problem? Revision(HttpContext context, string name, out long? revision)
    {
        revision = null;
        if (Read(context, [name], out var text) is { } problem) return problem;
        return text is null || TryRevision(text, out revision) ? null : Problem.BadRequest([NoRevision(name)]);
    }

    /// <summary>Reads a revision: a whole number from 1.</summary>
    public static bool TryRevision(string? text, out long? revision)
    {
        var ok = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
        revision = ok ? number : null;
        return ok;
    }

    /// <summary>The fault of a text that is no revision.</summary>
    public static Fault NoRevision(string path) => new(path, "must be a revision: a whole number from 1", "GET /api/rules/{service}/{rule}/versions lists them.");

    private static Problem? Read(HttpContext context, string[] known, out string? value)
    {
        var faults = new List<Fault>();
        value = null;
        var parameters = new QueryParameters(context.Request.QueryString.Value);
        while (parameters.Next())
        {
            if (parameters.Name == "code") continue;
            if (parameters.Name is not { } name || parameters.Value is not { } text) faults.Add(QueryParameters.NotDecodable(parameters.Name));
            else if (!known.Contains(name)) faults.Add(new(name, "unknown parameter", known.Length == 0 ? "This address takes none." : NearestName.Suggest(name, known)));
            else if (value is not null) faults.Add(QueryParameters.Twice(name));
            else if (text.Length == 0) faults.Add(new(name, "must not be empty", "Leave it out, or name one."));
            else value = text;
        }
        return faults.Count > 0 ? Problem.BadRequest(faults) : null;
    }

    /// <summary>404 with the nearest catalog.</summary>
    public static Problem Unknown(string catalog, LiveCatalogs catalogs) =>
        Problem.NotFound($"There is no catalog {catalog}.", NearestName.Suggest(catalog, catalogs.All.Select(c => c.Definition.Name).Order(StringComparer.Ordinal)));
}
