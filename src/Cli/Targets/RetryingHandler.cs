using System.Net;

namespace Reco.Cli.Targets;

/// <summary>
/// Sends again what a busy or restarting server refused (429, 502, 503, 504, broken connections): up to 8 times, waiting twice as long each time
/// with jitter, or as long as Retry-After says. Every call of this tool may be repeated harmlessly; a body that is streamed is not.
/// </summary>
internal sealed class RetryingHandler(HttpMessageHandler inner, TimeProvider clock) : DelegatingHandler(inner)
{
    /// <summary>Set on a request whose body can be read only once.</summary>
    public static HttpRequestOptionsKey<bool> Once { get; } = new("once");

    private const int Attempts = 8;
    private readonly Random jitter = new(Environment.ProcessId);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var attempts = request.Options.TryGetValue(Once, out var once) && once ? 1 : Attempts;
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? asked = null;
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                if (!IsPassing(response.StatusCode) || attempt >= attempts) return response;
                asked = response.Headers.RetryAfter?.Delta;
                response.Dispose();
            }
            catch (HttpRequestException fault) when (attempt < attempts && fault.HttpRequestError is not (HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError))
            {
                // A server that never answered is most likely not there: two more tries are enough.
                if (fault.HttpRequestError == HttpRequestError.ConnectionError && attempt >= 3) throw;
            }
            await Task.Delay(Wait(attempt, asked), clock, cancellationToken);
        }
    }

    private TimeSpan Wait(int attempt, TimeSpan? asked)
    {
        double part;
        lock (jitter) part = 0.5 + jitter.NextDouble() / 2;
        var backoff = TimeSpan.FromMilliseconds(200 * Math.Pow(2, attempt - 1) * part);
        return asked is { } wish && wish > backoff ? (wish < TimeSpan.FromMinutes(1) ? wish * (1 + part / 4) : TimeSpan.FromMinutes(1)) : backoff;
    }

    private static bool IsPassing(HttpStatusCode status) => status is
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
