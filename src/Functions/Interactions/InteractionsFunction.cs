using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Functions.Http;
using Reco.Functions.Metrics;
using Reco.Storage.Embedded;

namespace Reco.Functions.Interactions;

/// <summary>What people did: <c>POST /api/interactions</c>. Durable and folded when it answers; one bad row never fails the others.</summary>
/// <param name="log">Where rows go.</param>
/// <param name="reader">Checks them.</param>
/// <param name="catalogs">The catalogs there are.</param>
/// <param name="meter">Counts.</param>
/// <param name="limits">Bounds.</param>
internal sealed class InteractionsFunction(IInteractionLog log, InteractionReader reader, LiveCatalogs catalogs, InteractionMeter meter, Limits limits)
{
    /// <summary>Takes an object, an array or NDJSON.</summary>
    public async Task PostAsync(HttpContext context)
    {
        if (await RowUpload.OpenAsync(context, catalogs, limits) is not { } upload) return;
        var report = upload.Report;
        try
        {
            await foreach (var block in upload.ReadAsync(json => reader.Read(json, upload.Catalog)))
            {
                var result = await log.AppendAsync(upload.Catalog, block.Rows, context.RequestAborted);
                report.Accepted += result.Accepted;
                report.Duplicates += result.Duplicates.Count;
                meter.Accepted(block.Rows, result);
            }
            await report.WriteToAsync(context, StatusCodes.Status202Accepted, duplicates: true);
        }
        catch (Exception overload) when (overload is LogOverloadedException or DatabaseBusyException && !context.Response.HasStarted)
        {
            context.Response.Headers.RetryAfter = "1";
            await report.WriteProblemAsync(context, new Problem(StatusCodes.Status429TooManyRequests, "The log can't keep up; what is counted here was taken. Send the rest again in a second."), duplicates: true);
        }
    }
}
