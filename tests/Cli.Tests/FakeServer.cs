using System.Net;
using System.Text;

namespace Reco.Cli.Tests;

/// <summary>A server whose answers a test decides, over real HTTP.</summary>
internal sealed class FakeServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Func<Request, (int Status, string Body)> answer;

    public sealed record Request(string Method, string Path, string Body, string? Key, string? Author = null, string? Comment = null)
    {
        public string[] Lines => Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public FakeServer(Func<Request, (int Status, string Body)> answer)
    {
        this.answer = answer;
        using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://localhost:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }
        listener.Prefixes.Add(Url + "/");
        listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    public List<Request> Requests { get; } = [];

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            try
            {
                await AnswerAsync(context);
            }
            catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException)
            {
                // The caller gave up, as an import does when another of its calls failed; the next one is served all the same.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        var request = new Request(context.Request.HttpMethod, context.Request.RawUrl!, await reader.ReadToEndAsync(), context.Request.Headers["x-functions-key"],
            context.Request.Headers["x-reco-author"], context.Request.Headers["x-reco-comment"]);
        lock (Requests) Requests.Add(request);
        var (status, body) = answer(request);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        context.Response.Close();
    }

    public void Dispose() => listener.Close();
}
