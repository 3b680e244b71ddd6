namespace Reco.Functions.Security;

/// <summary>What a key opens. Each has a key of its own, as each function has behind the Functions host.</summary>
internal enum Scope
{
    /// <summary>Everybody: health and the documentation.</summary>
    Open,
    /// <summary>Pages of recommendations.</summary>
    Recommend,
    /// <summary>Previews, statistics and metrics: reading for operators.</summary>
    Preview,
    /// <summary>Sending interactions.</summary>
    Interactions,
    /// <summary>Items, catalogs, relations and users.</summary>
    Data,
    /// <summary>Rules.</summary>
    Rules,
}
