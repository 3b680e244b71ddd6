using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Functions.Http;

namespace Reco.Functions.Users;

/// <summary>People: attributes by <c>PUT /api/users</c> and <c>/api/users/{id}</c>, export by <c>GET</c>.</summary>
/// <param name="profiles">Takes attributes.</param>
/// <param name="people">Finds them.</param>
/// <param name="reader">Checks rows.</param>
/// <param name="catalogs">The catalogs there are.</param>
/// <param name="export">Shows all that is kept.</param>
/// <param name="limits">Bounds.</param>
internal sealed class UsersFunction(IProfileStore profiles, IPeople people, UserReader reader, LiveCatalogs catalogs, UserExport export, Limits limits)
{
    /// <summary>Sets the attributes of many; history stays.</summary>
    public async Task PutAllAsync(HttpContext context)
    {
        if (await RowUpload.OpenAsync(context, catalogs, limits) is not { } upload) return;
        await foreach (var block in upload.ReadAsync(row => reader.Read(row)))
        {
            await profiles.PutAttributesAsync(upload.Catalog, [.. block.Rows.Select(row => (row.User, row.Json))], context.RequestAborted);
            upload.Report.Accepted += block.Rows.Count;
        }
        await upload.Report.WriteToAsync(context, StatusCodes.Status200OK, duplicates: false);
    }

    /// <summary>Sets the attributes of one.</summary>
    public async Task PutAsync(HttpContext context)
    {
        var (catalog, id, problem) = DataParameters.Address(context, catalogs, limits);
        problem ??= RequestBody.Refuse(context, BodyKind.Json);
        if (problem is null)
        {
            var read = reader.Read(await RequestBody.ReadAsync(context), id);
            if (read.Ok) await profiles.PutAttributesAsync(catalog, [(read.Value.User, read.Value.Json)], context.RequestAborted);
            else problem = Problem.BadRequest(read.Faults);
        }
        if (problem is not null) await problem.WriteToAsync(context);
        else context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>All that is kept of one.</summary>
    public async Task GetAsync(HttpContext context)
    {
        var (catalog, id, problem) = DataParameters.Address(context, catalogs, limits);
        var person = problem is null ? await people.FindAsync(catalog, id, context.RequestAborted) : null;
        if (person is null) await (problem ?? Problem.NotFound("Nothing is known of this user.")).WriteToAsync(context);
        else await export.WriteAsync(context, catalog, person);
    }
}
