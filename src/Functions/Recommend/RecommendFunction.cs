using Reco.Domain;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Functions.Http;
using Reco.Functions.Interactions;
using Reco.Functions.Metrics;
using Reco.Functions.Rules;

namespace Reco.Functions.Recommend;

/// <summary>One page of recommendations: <c>GET /api/recommend/{service}/{rule}</c>. The hot path: the query is parsed by hand and the answer is copied into the response.</summary>
/// <param name="rules">The rules that serve.</param>
/// <param name="recommender">The flow.</param>
/// <param name="admission">Sheds load.</param>
/// <param name="meter">Counts.</param>
/// <param name="degraded">Tells of pages that lack something.</param>
/// <param name="served">Counts pages that are their own impression.</param>
/// <param name="samples">Keeps the latest requests for dry runs.</param>
/// <param name="limits">Bounds.</param>
internal sealed class RecommendFunction(LiveRules rules, Recommender recommender, Admission admission, RecommendMeter meter, DegradedLog degraded, ServedImpressions served, RequestSamples samples, Limits limits)
{
    /// <summary>Answers a call.</summary>
    public async Task GetAsync(HttpContext context)
    {
        var set = rules.Current;
        var key = RuleKey(context);
        if (set.Find(key) is not { } rule)
        {
            meter.Refused("unknown_rule");
            await RuleAddress.Unknown(set.All, key).WriteToAsync(context);
            return;
        }
        var request = RecommendQuery.Read(context.Request.QueryString.Value, limits);
        if (!request.Ok)
        {
            meter.Refused("bad_request");
            await Problem.BadRequest(request.Faults).WriteToAsync(context);
            return;
        }
        if (!admission.TryEnter(1))
        {
            meter.Refused("overload");
            await Admission.RefuseAsync(context);
            return;
        }
        var started = meter.Start();
        try
        {
            using var answer = await recommender.RecommendAsync(rule, request.Value, context.RequestAborted);
            meter.Answered(answer, started);
            degraded.Answered(answer);
            await WriteAsync(context, answer);
            samples.Take(answer);
            served.Served(answer);
        }
        catch (RecommendFailedException failed)
        {
            meter.Failed(failed, started);
            throw;
        }
        finally
        {
            admission.Leave(1);
        }
    }

    /// <summary>Writes the page, or what the rule demanded and the call lacked.</summary>
    internal static Task WriteAsync(HttpContext context, Answer answer)
    {
        if (answer.Faults.Count > 0) return Problem.BadRequest(answer.Faults).WriteToAsync(context);
        context.Response.ContentType = "application/json";
        answer.WriteTo(context.Response.BodyWriter);
        // No flush: the server sends the page and its end together when the function returns, in one system call instead of two.
        return Task.CompletedTask;
    }

    private static string RuleKey(HttpContext context)
    {
        var values = context.Request.RouteValues;
        return $"{values["service"]}/{values["rule"]}";
    }
}
