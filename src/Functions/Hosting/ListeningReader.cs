using System.Globalization;
using Reco.Domain;
using Reco.Functions.Security;

namespace Reco.Functions.Hosting;

/// <summary>Decides where the server listens, and refuses to be reachable from other machines without keys.</summary>
internal static class ListeningReader
{
    /// <summary>Set by the Functions host for the handler that it starts.</summary>
    public const string HandlerPortName = "FUNCTIONS_CUSTOMHANDLER_PORT";

    private const string DefaultUrl = "http://localhost:7071";

    /// <summary>Behind the host only its port on 127.0.0.1, whatever ASPNETCORE_URLS it inherited; else <c>--urls</c>, ASPNETCORE_URLS, the ports of a container image, or the default.</summary>
    public static Listening Read(IConfiguration configuration, Keys keys, List<Fault> faults)
    {
        if (configuration.GetSection("Kestrel:Endpoints").Exists())
            faults.Add(new("Kestrel__Endpoints", "addresses are not set here", "Use --urls or ASPNETCORE_URLS."));
        if (configuration[HandlerPortName] is { Length: > 0 } text)
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 0 and <= 65535)
                return new Listening(port, [$"http://127.0.0.1:{port}"]);
            faults.Add(new(HandlerPortName, $"\"{text}\" is not a port"));
        }
        var listening = new Listening(null, Urls(configuration));
        if (!listening.LoopbackOnly && Keys.Scopes.Where(s => !keys.Guards(s)).ToList() is { Count: > 0 } open)
        {
            faults.Add(new("--urls", $"{string.Join(", ", listening.Urls)} can be reached from other machines, but there is no key for {string.Join(", ", open)}",
                $"Set {string.Join(", ", open.Select(s => $"Reco__Keys__{s}"))}, or listen on {DefaultUrl}."));
        }
        return listening;
    }

    private static string[] Urls(IConfiguration configuration)
    {
        const StringSplitOptions trim = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        if (configuration["urls"] is { Length: > 0 } urls) return urls.Split(';', trim);
        if (configuration["http_ports"] is { Length: > 0 } ports) return [.. ports.Split(';', trim).Select(p => $"http://*:{p}")];
        return [DefaultUrl];
    }
}
