using System.Net;

namespace Reco.Functions.Security;

/// <summary>Names under which a machine reaches only itself.</summary>
internal static class LoopbackNames
{
    /// <summary>Whether a host name without port is <c>localhost</c> or a loopback address. Any other name may be rebound by whoever owns it.</summary>
    public static bool Contains(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
