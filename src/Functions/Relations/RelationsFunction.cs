using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Recommend;
using Reco.Functions.Http;

namespace Reco.Functions.Relations;

/// <summary>Relations: <c>PUT /api/relations/{name}</c> replaces one whole, <c>PATCH</c> upserts single lists. Rows are streamed; a relation with a bad row never serves.</summary>
/// <param name="relations">Where they go.</param>
/// <param name="catalogs">The catalogs there are.</param>
/// <param name="limits">Bounds.</param>
internal sealed class RelationsFunction(IRelations relations, LiveCatalogs catalogs, Limits limits)
{
    /// <summary>Writes a new version beside the serving one and switches when all rows were good.</summary>
    public async Task PutAsync(HttpContext context)
    {
        if (await OpenAsync(context) is not { } upload) return;
        try
        {
            var version = await relations.ReplaceAsync(upload.Catalog, upload.Name, upload.Rows.ReadAsync(), context.RequestAborted);
            await context.WriteJsonAsync(json =>
            {
                json.WriteStartObject();
                json.WriteString("name"u8, upload.Name);
                json.WriteNumber("version"u8, version);
                json.WriteNumber("accepted"u8, upload.Rows.Count);
                json.WriteEndObject();
            });
        }
        catch (BadRowsException)
        {
            await upload.Rows.Problem("nothing was switched").WriteToAsync(context);
        }
    }

    /// <summary>Upserts lists of the serving version, block by block, each durable in one step; a bad row is a rejected row.</summary>
    public async Task PatchAsync(HttpContext context)
    {
        if (await OpenAsync(context) is not { } upload) return;
        var report = new RowReport(limits.Rows);
        await foreach (var block in upload.Body.Blocks)
        {
            var rows = new List<RelationRow>(block.Count);
            foreach (var row in block)
            {
                var read = row.TooLong ? RelationRows.TooLong(limits) : RelationReader.Read(row.Json, limits);
                if (read.Ok) rows.Add(read.Value);
                else report.Reject(row.Index, read.Faults);
            }
            if (rows.Count == 0) continue;
            await relations.UpsertAsync(upload.Catalog, upload.Name, rows, context.RequestAborted);
            report.Accepted += rows.Count;
        }
        await report.WriteToAsync(context, StatusCodes.Status200OK, duplicates: false);
    }

    private async ValueTask<Upload?> OpenAsync(HttpContext context)
    {
        var (catalog, problem) = DataParameters.Catalog(context, catalogs);
        var name = RawPath.Last(context) ?? "";
        if (problem is null && RowId.Check("name", name, limits) is { } fault) problem = Problem.BadRequest([fault]);
        var body = problem is null ? await RowBody.OpenAsync(context, limits) : null;
        if ((problem ?? body!.Problem) is not { } refused) return new Upload(catalog, name, body!, new RelationRows(body!, limits));
        await refused.WriteToAsync(context);
        return null;
    }

    private sealed record Upload(string Catalog, string Name, RowBody Body, RelationRows Rows);
}
