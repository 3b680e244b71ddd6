using Reco.Domain;

namespace Reco.Functions.Http;

/// <summary>Sheds load: a bounded number of calls for recommendations is in progress at once, a batch counts each of its calls. Beyond it a caller gets 429 at once rather than an answer too late.</summary>
/// <param name="limits">Says how many.</param>
internal sealed class Admission(Limits limits)
{
    private int inProgress;

    /// <summary>Takes places; false when there are too few. An idle server takes any call.</summary>
    public bool TryEnter(int calls)
    {
        var now = Interlocked.Add(ref inProgress, calls);
        if (now <= limits.Calls || now == calls) return true;
        Leave(calls);
        return false;
    }

    /// <summary>Gives places back.</summary>
    public void Leave(int calls) => Interlocked.Add(ref inProgress, -calls);

    /// <summary>The answer to a call that found no place.</summary>
    public static Task RefuseAsync(HttpContext context) =>
        new Problem(StatusCodes.Status429TooManyRequests, "Too many calls are in progress. Try again in a second.").WriteToAsync(context, retryAfterSeconds: 1);
}
