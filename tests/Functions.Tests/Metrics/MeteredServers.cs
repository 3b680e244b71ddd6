namespace Reco.Functions.Tests.Metrics;

/// <summary>Metrics are collected by the name of their meter, whichever server of the process it belongs to: these tests run while no other server does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeteredServers
{
    public const string Name = "metered servers";
}
