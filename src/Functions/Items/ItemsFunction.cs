using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Functions.Http;

namespace Reco.Functions.Items;

/// <summary>Item data: <c>PUT</c> and <c>PATCH /api/items</c>, <c>GET</c> and <c>DELETE /api/items/{id}</c>. A change serves when it is answered.</summary>
/// <param name="catalogs">Writes through to the store and the columns.</param>
/// <param name="store">Reads single documents.</param>
/// <param name="limits">Bounds.</param>
internal sealed class ItemsFunction(LiveCatalogs catalogs, IItemStore store, Limits limits)
{
    /// <summary>Takes whole items; an existing one is replaced.</summary>
    public Task PutAsync(HttpContext context) => WriteAsync(context, async (catalog, block, report) =>
    {
        await catalogs.PutAsync(catalog, block.Rows, context.RequestAborted);
        report.Accepted += block.Rows.Count;
    });

    /// <summary>Merges patches into existing items; an unknown id, or an item that would grow too large, is a rejected row.</summary>
    public Task PatchAsync(HttpContext context) => WriteAsync(context, async (catalog, block, report) =>
    {
        var written = await catalogs.PatchAsync(catalog, block.Rows, context.RequestAborted);
        for (var i = 0; i < written.Count; i++)
        {
            if (written[i].Ok) report.Accepted++;
            else report.Reject(block.Indexes[i], written[i].Faults);
        }
    });

    /// <summary>The document of an item.</summary>
    public async Task GetAsync(HttpContext context)
    {
        var (catalog, id, problem) = DataParameters.Address(context, catalogs, limits);
        var document = problem is null ? (await store.ReadAsync(catalog, [id], context.RequestAborted))[0] : null;
        if (document is not { } item)
        {
            await (problem ?? Unknown(id, catalog)).WriteToAsync(context);
            return;
        }
        ETags.Set(context, item.Version);
        if (ETags.IsKnown(context, item.Version)) context.Response.StatusCode = StatusCodes.Status304NotModified;
        else await context.WriteJsonAsync(item.Json);
    }

    /// <summary>Deletes an item.</summary>
    public async Task DeleteAsync(HttpContext context)
    {
        var (catalog, id, problem) = DataParameters.Address(context, catalogs, limits);
        if (problem is null && !await catalogs.DeleteAsync(catalog, id, context.RequestAborted)) problem = Unknown(id, catalog);
        if (problem is not null) await problem.WriteToAsync(context);
        else context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task WriteAsync(HttpContext context, Func<string, RowBlock<ItemDocument>, RowReport, Task> write)
    {
        if (await RowUpload.OpenAsync(context, catalogs, limits) is not { } upload) return;
        await foreach (var block in upload.ReadAsync(row => ItemReader.Read(row, limits))) await write(upload.Catalog, block, upload.Report);
        await upload.Report.WriteToAsync(context, StatusCodes.Status200OK, duplicates: false);
    }

    private static Problem Unknown(string id, string catalog) => Problem.NotFound($"There is no item {id} in the catalog {catalog}.");
}
