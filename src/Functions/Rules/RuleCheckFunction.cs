using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Domain.Rules.DryRuns;
using Reco.Domain.Rules.Testing;
using Reco.Functions.Http;

namespace Reco.Functions.Rules;

/// <summary>
/// What is wrong with a rule and what its tests say, and what it would change: <c>POST /api/rules/check</c>. Nothing is published. A body with requests is a dry run: the draft and the serving
/// revision answer them side by side. One dry run at a time.
/// </summary>
/// <param name="publisher">Checks documents.</param>
/// <param name="drafts">Compiles a draft that does not serve.</param>
/// <param name="live">What serves.</param>
/// <param name="samples">The latest requests of each rule.</param>
/// <param name="runner">Asks both.</param>
/// <param name="admission">Room for calls.</param>
/// <param name="limits">Bounds.</param>
internal sealed class RuleCheckFunction(
    RulePublisher publisher, RuleDrafts drafts, LiveRules live, RequestSamples samples, DryRunner runner, Admission admission, Limits limits)
{
    private int running;

    /// <summary>Checks a rule, or runs it dry.</summary>
    public async Task PostAsync(HttpContext context)
    {
        if ((DataParameters.None(context) ?? RequestBody.Refuse(context, BodyKind.Json)) is { } problem)
        {
            await problem.WriteToAsync(context);
            return;
        }
        var body = await RequestBody.ReadAsync(context);
        if (DryRunReader.IsOne(body)) await RunDryAsync(context, body);
        else await CheckAsync(context, await publisher.CheckAsync(body, context.RequestAborted));
    }

    private static Task CheckAsync(HttpContext context, RuleReport report) => report.Faults.Count > 0
        ? Problem.Unprocessable(report.Faults, "rule").WriteToAsync(context)
        : AnswerAsync(context, report, _ => { });

    /// <summary>Says that the rule may be published, and more.</summary>
    private static Task AnswerAsync(HttpContext context, RuleReport report, Action<Utf8JsonWriter> writeMore) => context.WriteJsonAsync(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("ok"u8, true);
        json.WriteNumber("tests"u8, report.Tests.Count);
        writeMore(json);
        json.WriteEndObject();
    });

    private async Task RunDryAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var call = DryRunReader.Read(body, limits);
        if (!call.Ok)
        {
            await Problem.BadRequest(call.Faults).WriteToAsync(context);
            return;
        }
        if (Interlocked.CompareExchange(ref running, 1, 0) != 0)
        {
            await new Problem(StatusCodes.Status429TooManyRequests, "A dry run is in progress on this instance. Try again when it is done.").WriteToAsync(context, retryAfterSeconds: 5);
            return;
        }
        try
        {
            var report = await publisher.CheckAsync(call.Value.Draft, context.RequestAborted);
            var draft = report.Faults.Count > 0 ? report.Faults.ToList() : await drafts.CompileAsync(call.Value.Draft, context.RequestAborted);
            if (draft.Ok) await CompareAsync(context, call.Value, report, draft.Value);
            else await Problem.Unprocessable(draft.Faults, "rule").WriteToAsync(context);
        }
        finally
        {
            Volatile.Write(ref running, 0);
        }
    }

    private async Task CompareAsync(HttpContext context, DryRunCall call, RuleReport report, CompiledRule draft)
    {
        var set = live.Current;
        var serving = set.Find(draft.Key)?.Alone;
        var (requests, reason) = call.Last is not { } last ? (call.Requests, null)
            : serving is null ? ([], NoSamples.NoneYet)
            : samples.Latest(serving, last);
        var pairs = await runner.RunAsync(draft, serving, requests, () => admission.TryEnter(1), () => admission.Leave(1), context.RequestAborted);
        List<string> notes = [.. DryRunNotes.Uncounted(draft, set)];
        if (serving is null) notes.Add(DryRunNotes.NothingServes);
        if (reason is { } none) notes.Add(DryRunNotes.Of(none));
        if (pairs.Count < requests.Count) notes.Add(DryRunNotes.Stopped(pairs.Count, requests.Count, limits));
        var compared = DryRunReport.Of(pairs);
        await AnswerAsync(context, report, json => DryRunAnswer.WriteMembers(json, draft.Key, serving, requests.Count, compared, notes));
    }
}
