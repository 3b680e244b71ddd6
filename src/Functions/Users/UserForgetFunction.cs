using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Domain.Statistics;
using Reco.Functions.Http;
using Reco.Functions.Interactions;

namespace Reco.Functions.Users;

/// <summary>Forgets a person: <c>DELETE /api/users/{id}</c>, answered with a receipt. Asking again is harmless.</summary>
/// <param name="people">Profiles and log.</param>
/// <param name="samples">Requests of people.</param>
/// <param name="pages">What was shown to them.</param>
/// <param name="impressions">What was shown and waits for the log.</param>
/// <param name="statistics">Hold a sample of people, by hash.</param>
/// <param name="catalogs">The catalogs there are.</param>
/// <param name="limits">Bounds.</param>
/// <param name="clock">Dates receipts.</param>
internal sealed class UserForgetFunction(
    IPeople people, RequestSamples samples, ServedPages pages, ServedImpressions impressions, RuleStatistics statistics, LiveCatalogs catalogs, Limits limits, TimeProvider clock)
{
    /// <summary>Forgets one.</summary>
    public async Task DeleteAsync(HttpContext context)
    {
        var (catalog, id, problem) = DataParameters.Address(context, catalogs, limits);
        if (problem is not null)
        {
            await problem.WriteToAsync(context);
            return;
        }
        await impressions.WrittenAsync(context.RequestAborted);
        var person = await people.ForgetAsync(catalog, id, context.RequestAborted);
        string[] names = [id, .. person is null ? [] : person.MergedNames.Prepend(person.Name)];
        statistics.Forget(names);
        var (requests, shown) = (samples.Forget(names), pages.Forget(names));
        await context.WriteJsonAsync(json => UserReceipt.Write(json, catalog, id, person, requests, shown, clock.GetUtcNow()));
    }
}
