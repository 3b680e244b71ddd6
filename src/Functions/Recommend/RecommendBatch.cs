using System.Buffers;
using Reco.Domain;
using Reco.Domain.Reading;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Functions.Http;
using Reco.Functions.Interactions;
using Reco.Functions.Metrics;
using Reco.Functions.Rules;

namespace Reco.Functions.Recommend;

/// <summary>Several pages at once: <c>POST /api/recommend</c>. All calls fetch together; a call that can't be answered has its problem in its place and costs the others nothing.</summary>
/// <param name="rules">The rules that serve.</param>
/// <param name="recommender">The flow.</param>
/// <param name="admission">Sheds load.</param>
/// <param name="meter">Counts.</param>
/// <param name="degraded">Tells of pages that lack something.</param>
/// <param name="served">Counts pages that are their own impression.</param>
/// <param name="samples">Keeps the latest requests for dry runs.</param>
/// <param name="limits">Bounds.</param>
internal sealed class RecommendBatch(LiveRules rules, Recommender recommender, Admission admission, RecommendMeter meter, DegradedLog degraded, ServedImpressions served, RequestSamples samples, Limits limits)
{
    /// <summary>Answers a batch.</summary>
    public async Task PostAsync(HttpContext context)
    {
        var (json, refused) = await RequestBody.ReadJsonAsync(context, limits);
        using var owned = json;
        if (refused is null && BatchReader.Read(json!.RootElement, limits) is var batch)
        {
            if (batch.Ok) await AnswerAsync(context, batch.Value);
            else refused = Problem.BadRequest(batch.Faults);
        }
        if (refused is null) return;
        meter.Refused("bad_request");
        await refused.WriteToAsync(context);
    }

    private async Task AnswerAsync(HttpContext context, Batch batch)
    {
        var set = rules.Current;
        var results = new Problem?[batch.Calls.Count];
        var calls = new List<(CompiledRule, RecommendRequest)>(batch.Calls.Count);
        for (var i = 0; i < results.Length; i++)
        {
            var call = batch.Calls[i];
            if (!call.Request.Ok) results[i] = Problem.BadRequest(call.Request.Faults);
            else if (set.Find(call.Key) is not { } rule) results[i] = RuleAddress.Unknown(set.All, call.Key);
            else calls.Add((rule, call.Request.Value));
        }
        if (!admission.TryEnter(calls.Count))
        {
            meter.Refused("overload");
            await Admission.RefuseAsync(context);
            return;
        }
        IReadOnlyList<Answer> answers = [];
        var started = meter.Start();
        try
        {
            if (calls.Count > 0) answers = await recommender.RecommendAsync(calls, batch.Distinct, context.RequestAborted);
            foreach (var answer in answers)
            {
                meter.Answered(answer, started);
                degraded.Answered(answer);
            }
            await WriteAsync(context, results, answers);
            foreach (var answer in answers)
            {
                samples.Take(answer);
                served.Served(answer);
            }
        }
        catch (RecommendFailedException failed)
        {
            // The call that broke is the one that counts; the others are lost with it, through no fault of theirs.
            meter.Failed(failed, started);
            throw;
        }
        finally
        {
            foreach (var answer in answers) answer.Dispose();
            admission.Leave(calls.Count);
        }
    }

    private static async Task WriteAsync(HttpContext context, Problem?[] problems, IReadOnlyList<Answer> answers)
    {
        context.Response.ContentType = "application/json";
        var output = context.Response.BodyWriter;
        output.Write("{\"results\":["u8);
        var next = 0;
        for (var i = 0; i < problems.Length; i++)
        {
            if (i > 0) output.Write(","u8);
            var answer = problems[i] is null ? answers[next++] : null;
            if ((problems[i] ?? (answer!.Faults.Count > 0 ? Problem.BadRequest(answer.Faults) : null)) is { } problem)
            {
                using var json = CompactJson.Writer(output);
                problem.Write(json);
            }
            else
            {
                answer!.WriteTo(output);
            }
        }
        output.Write("]}"u8);
        await output.FlushAsync(context.RequestAborted);
    }
}
