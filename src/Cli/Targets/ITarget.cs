using System.Text.Json.Nodes;
using Reco.Cli.Rows;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;

namespace Reco.Cli.Targets;

/// <summary>Kinds of rows, each with its own call.</summary>
internal enum RowKind
{
    /// <summary>Whole items; an existing one is replaced.</summary>
    Items,
    /// <summary>Changes of items that are there.</summary>
    ItemPatches,
    Users,
    Interactions,
}

/// <summary>What became of a batch.</summary>
/// <param name="Accepted">Rows taken now.</param>
/// <param name="Duplicates">Rows that were known.</param>
/// <param name="Rejected">Places in the batch, with everything that is wrong there.</param>
internal sealed record BatchResult(int Accepted, int Duplicates, IReadOnlyList<(int Index, string Reason)> Rejected);

/// <summary>Where data goes and comes from: a server, or a data folder that no server uses.</summary>
internal interface ITarget : IAsyncDisposable
{
    /// <summary>As the person wrote it.</summary>
    string Name { get; }

    /// <summary>Takes a batch; durable when it returns.</summary>
    Task<BatchResult> SendAsync(RowKind kind, string catalog, IReadOnlyList<SourceRow> rows, CancellationToken cancel);

    /// <summary>Lets these rows be the relation from now on.</summary>
    Task ReplaceRelationAsync(string catalog, string relation, IEnumerable<RelationRow> rows, CancellationToken cancel);

    /// <summary>Everything in the interaction log.</summary>
    IAsyncEnumerable<Interaction> ReadInteractionsAsync(string catalog, CancellationToken cancel);

    /// <summary>A page of dead letters, as the server answers it.</summary>
    /// <param name="after"><c>next</c> of the page before; null for the first.</param>
    /// <param name="cancel">Gives up.</param>
    Task<JsonNode> ReadDeadLettersAsync(string? after, CancellationToken cancel);

    /// <summary>Replays letters; null for all. Gives what the server answers.</summary>
    Task<JsonNode> ReplayDeadLettersAsync(IReadOnlyList<string>? ids, CancellationToken cancel);
}
