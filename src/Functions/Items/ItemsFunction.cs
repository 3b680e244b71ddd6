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
    public Task PutAsync(HttpContext context) => WriteAsync(context, async (catalog, items, _, report) =>
    {
        await catalogs.PutAsync(catalog, items, context.RequestAborted);
        report.Accepted += items.Count;
    });

    /// <summary>Merges patches into existing items; an unknown id is a rejected row.</summary>
    public Task PatchAsync(HttpContext context) => WriteAsync(context, async (catalog, items, indexes, report) =>
    {
        var written = await catalogs.PatchAsync(catalog, items, context.RequestAborted);
        for (var i = 0; i < written.Count; i++)
        {
            if (written[i] is not null) report.Accepted++;
            else report.Reject(indexes[i], [new Fault("$.id", $"there is no item \"{items[i].Id}\"", "PUT it first.")]);
        }
    });

    /// <summary>The document of an item.</summary>
    public async Task GetAsync(HttpContext context)
    {
        var (catalog, id, problem) = Address(context);
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
        var (catalog, id, problem) = Address(context);
        if (problem is null && !await catalogs.DeleteAsync(catalog, id, context.RequestAborted)) problem = Unknown(id, catalog);
        if (problem is not null) await problem.WriteToAsync(context);
        else context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task WriteAsync(HttpContext context, Func<string, List<ItemDocument>, List<int>, RowReport, Task> write)
    {
        var (catalog, problem) = DataParameters.Catalog(context, catalogs);
        var body = problem is null ? await RowBody.OpenAsync(context, limits) : null;
        if ((problem ?? body!.Problem) is { } refused)
        {
            await refused.WriteToAsync(context);
            return;
        }
        var report = new RowReport(limits.Rows);
        await foreach (var block in body!.Blocks)
        {
            var (items, indexes) = Read(block, report);
            if (items.Count > 0) await write(catalog, items, indexes, report);
        }
        await report.WriteToAsync(context, StatusCodes.Status200OK, duplicates: false);
    }

    private (List<ItemDocument> Items, List<int> Indexes) Read(IReadOnlyList<BodyRow> block, RowReport report)
    {
        var (items, indexes) = (new List<ItemDocument>(block.Count), new List<int>(block.Count));
        foreach (var row in block)
        {
            if (row.TooLong)
            {
                report.RejectTooLong(row.Index, limits);
                continue;
            }
            var read = ItemReader.Read(row.Json, limits);
            if (read.Ok)
            {
                items.Add(read.Value);
                indexes.Add(row.Index);
            }
            else
            {
                report.Reject(row.Index, read.Faults);
            }
        }
        return (items, indexes);
    }

    private (string Catalog, string Id, Problem? Problem) Address(HttpContext context)
    {
        var (catalog, problem) = DataParameters.Catalog(context, catalogs);
        return RawPath.Last(context) is { } id ? (catalog, id, problem) : (catalog, "", Problem.BadRequest("id", "not valid percent-encoded UTF-8"));
    }

    private static Problem Unknown(string id, string catalog) => Problem.NotFound($"There is no item {id} in the catalog {catalog}.");
}
