using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Functions.Http;

namespace Reco.Functions.Users;

/// <summary>People: attributes by <c>PUT /api/users</c> and <c>/api/users/{id}</c>, export by <c>GET</c>, forgetting by <c>DELETE</c>.</summary>
/// <param name="profiles">What is known of people.</param>
/// <param name="reader">Checks rows.</param>
/// <param name="catalogs">The catalogs there are.</param>
/// <param name="types">Kinds of history.</param>
/// <param name="samples">Holds requests of people.</param>
/// <param name="pages">Holds what was shown to them.</param>
/// <param name="limits">Bounds.</param>
/// <param name="clock">Dates receipts.</param>
internal sealed class UsersFunction(IProfileStore profiles, UserReader reader, LiveCatalogs catalogs, InteractionTypes types, RequestSamples samples, ServedPages pages, Limits limits, TimeProvider clock)
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

    /// <summary>All that is known of one.</summary>
    public async Task GetAsync(HttpContext context)
    {
        var (catalog, id, problem) = DataParameters.Address(context, catalogs, limits);
        var profile = problem is null ? await profiles.ReadAsync(catalog, id, context.RequestAborted) : null;
        if (profile is null) await (problem ?? Problem.NotFound("Nothing is known of this user.")).WriteToAsync(context);
        else await context.WriteJsonAsync(json => UserExport.Write(json, catalog, id, profile, types, limits));
    }

    /// <summary>Forgets one. Asking again is harmless.</summary>
    public async Task DeleteAsync(HttpContext context)
    {
        var (catalog, id, problem) = DataParameters.Address(context, catalogs, limits);
        if (problem is not null)
        {
            await problem.WriteToAsync(context);
            return;
        }
        var known = await profiles.DeleteAsync(catalog, id, context.RequestAborted);
        samples.Forget(id);
        pages.Forget(id);
        await context.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("receipt"u8, RequestIds.Next());
            json.WriteString("user"u8, id);
            json.WriteString("catalog"u8, catalog);
            json.WriteString("at"u8, clock.GetUtcNow());
            json.WriteBoolean("wasKnown"u8, known);
            json.WriteEndObject();
        });
    }
}
