using Reco.Cli.Rows;
using Reco.Cli.Terminals;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;

namespace Reco.Cli.Targets;

/// <summary>A data folder, by the same stores as the server's.</summary>
internal sealed class FolderTarget(string name) : ITarget
{
    public string Name => name;

    public static Task<ITarget> OpenAsync(string folder, Terminal terminal, CancellationToken cancel) => throw new CliException($"{folder}{terminal}{cancel}");

    public Task<BatchResult> SendAsync(RowKind kind, string catalog, IReadOnlyList<SourceRow> rows, CancellationToken cancel) => throw new CliException("");

    public Task ReplaceRelationAsync(string catalog, string relation, IEnumerable<RelationRow> rows, CancellationToken cancel) => throw new CliException("");

    public IAsyncEnumerable<Interaction> ReadInteractionsAsync(string catalog, CancellationToken cancel) => throw new CliException("");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
