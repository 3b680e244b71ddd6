namespace Reco.Functions.Hosting;

/// <summary>Where the start has got to. Until it is ready, only health and the documentation answer.</summary>
internal sealed class Readiness
{
    private volatile string step = "opening the data folder";

    /// <summary>Whether every function serves.</summary>
    public bool IsReady => step.Length == 0;

    /// <summary>What the start is busy with; empty when it is done.</summary>
    public string Step => step;

    /// <summary>Says what comes next.</summary>
    public void Begin(string next) => step = next;

    /// <summary>Opens the doors.</summary>
    public void Done() => step = "";
}
