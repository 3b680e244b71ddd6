using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Reco.Functions.Hosting;

/// <summary>Sets up the web server itself: addresses, limits, quiet logs.</summary>
internal static class ServerSetup
{
    /// <summary>Listens where the settings say, and bounds what a connection may take.</summary>
    public static void UseSettings(this WebApplicationBuilder builder, Settings settings)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.Limits.BodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            kestrel.Limits.MaxRequestLineSize = 16 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(10));
            // Explicit, so that an inherited ASPNETCORE_URLS does not apply: only the host in front may connect.
            if (settings.Listening.HandlerPort is { } port) kestrel.Listen(IPAddress.Loopback, port);
        });
        if (!settings.Listening.BehindHost) builder.WebHost.UseUrls([.. settings.Listening.Urls]);
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
    }
}
