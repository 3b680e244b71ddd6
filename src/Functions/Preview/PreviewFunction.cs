using Reco.Domain;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Functions.Http;
using Reco.Functions.Recommend;
using Reco.Functions.Rules;

namespace Reco.Functions.Preview;

/// <summary>A page for operators: <c>GET /api/preview/{service}/{rule}</c>. Any revision, any bucket, any moment, always explained; nothing is counted.</summary>
/// <param name="rules">The rules that serve.</param>
/// <param name="drafts">Any other revision.</param>
/// <param name="store">Knows which revisions there are.</param>
/// <param name="publisher">Knows which rules there are.</param>
/// <param name="recommender">The flow.</param>
/// <param name="admission">Sheds load.</param>
/// <param name="limits">Bounds.</param>
internal sealed class PreviewFunction(
    LiveRules rules, RuleDrafts drafts, IRuleStore store, RulePublisher publisher, Recommender recommender, Admission admission, Limits limits)
{
    /// <summary>Answers a call.</summary>
    public async Task GetAsync(HttpContext context)
    {
        var (address, request) = (RuleAddress.Of(context), RecommendQuery.ReadPreview(context.Request.QueryString.Value, limits, out var version));
        var problem = request.Ok ? null : Problem.BadRequest(request.Faults);
        (var rule, problem) = problem is null ? await FindAsync(context, address, version) : (null, problem);
        if (problem is not null)
        {
            await problem.WriteToAsync(context);
            return;
        }
        if (!admission.TryEnter(1))
        {
            await Admission.RefuseAsync(context);
            return;
        }
        try
        {
            using var answer = await recommender.RecommendAsync(rule!, request.Value, context.RequestAborted);
            await RecommendFunction.WriteAsync(context, answer);
        }
        finally
        {
            admission.Leave(1);
        }
    }

    /// <summary>The revision that is asked for, else the one that serves.</summary>
    private async Task<(CompiledRule? Rule, Problem? Problem)> FindAsync(HttpContext context, RuleAddress address, long? version)
    {
        if (version is not { } revision) return rules.Current.Find(address.Key) is { } serving ? (serving, null) : (null, address.Unknown(publisher));
        return await drafts.RevisionAsync(address.Service, address.Name, revision, context.RequestAborted) switch
        {
            { Ok: true } compiled => (compiled.Value, null),
            { } wrong => (null, Problem.Unprocessable(wrong.Faults, "rule")),
            null => (null, await address.NoSuchVersionAsync(store, publisher, revision, context.RequestAborted)),
        };
    }
}
