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
        var rows = new RelationRows(upload.Rows.Body, limits);
        try
        {
            var version = await relations.ReplaceAsync(upload.Rows.Catalog, upload.Name, rows.ReadAsync(), context.RequestAborted);
            await context.WriteJsonAsync(json =>
            {
                json.WriteStartObject();
                json.WriteString("name"u8, upload.Name);
                json.WriteNumber("version"u8, version);
                json.WriteNumber("accepted"u8, rows.Count);
                json.WriteEndObject();
            });
        }
        catch (BadRowsException)
        {
            await rows.Problem("nothing was switched").WriteToAsync(context);
        }
    }

    /// <summary>Upserts lists of the serving version, block by block, each durable in one step; a bad row is a rejected row.</summary>
    public async Task PatchAsync(HttpContext context)
    {
        if (await OpenAsync(context) is not { } upload) return;
        await foreach (var block in upload.Rows.ReadAsync(row => RelationReader.Read(row, limits)))
        {
            await relations.UpsertAsync(upload.Rows.Catalog, upload.Name, block.Rows, context.RequestAborted);
            upload.Rows.Report.Accepted += block.Rows.Count;
        }
        await upload.Rows.Report.WriteToAsync(context, StatusCodes.Status200OK, duplicates: false);
    }

    private async ValueTask<(string Name, RowUpload Rows)?> OpenAsync(HttpContext context)
    {
        var name = RawPath.Last(context);
        var rows = await RowUpload.OpenAsync(context, catalogs, limits, RawPath.Check("name", name, limits));
        return rows is null ? null : (name!, rows);
    }
}
