using Reco.Domain;
using Reco.Storage.Embedded;

namespace Reco.Functions.Hosting;

/// <summary>The settings can't be used; all of them are told.</summary>
/// <param name="faults">Every fault.</param>
internal sealed class SettingsException(IReadOnlyList<Fault> faults) : Exception(string.Join(Environment.NewLine, faults));

/// <summary>Tells an operator in a line what keeps the server from starting.</summary>
internal static class StartFaults
{
    /// <summary>The text for a fault that an operator can mend; null for a bug, which keeps its stack trace.</summary>
    public static string? Describe(Exception fault) => fault switch
    {
        SettingsException or DataFolderException => $"Reco can't start: {fault.Message}",
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => $"Reco can't start: {fault.Message} Stop the other program, or choose another address with --urls.",
        AggregateException { InnerException: { } inner } => Describe(inner),
        _ => null,
    };
}
