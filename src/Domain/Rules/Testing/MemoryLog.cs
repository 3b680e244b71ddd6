using System.Runtime.CompilerServices;
using Reco.Domain.Interactions;
using Reco.Domain.Interactions.Counting;

namespace Reco.Domain.Rules.Testing;

/// <summary>Interactions in memory, folded into profiles and counted as they come. Safe for many threads.</summary>
/// <param name="profiles">Where people are.</param>
/// <param name="popularity">The counts of a catalog; null when nobody counts.</param>
/// <param name="limits">How much profiles keep.</param>
public sealed class MemoryLog(MemoryProfiles profiles, Func<string, Popularity>? popularity, Limits limits) : IInteractionLog
{
    private const string Log = "memory/0";

    private readonly Lock writing = new();
    private readonly List<(string Catalog, Interaction Row)> log = [];
    private long sequence;

    /// <inheritdoc/>
    public Task<AppendResult> AppendAsync(string catalog, IReadOnlyList<Interaction> rows, CancellationToken cancel)
    {
        lock (writing)
        {
            var duplicates = Enumerable.Range(0, rows.Count).Where(i => !Append(catalog, rows[i])).ToList();
            return Task.FromResult(new AppendResult(rows.Count - duplicates.Count, duplicates));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Interaction> ReadAllAsync(string catalog, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        List<Interaction> rows;
        lock (writing) rows = [.. log.Where(l => l.Catalog == catalog).Select(l => l.Row)];
        foreach (var row in rows) yield return row;
    }

    private bool Append(string catalog, Interaction row)
    {
        var fates = new RowFate[1];
        var logged = new LoggedInteraction(Log, ++sequence, row);
        var profile = profiles.Change(catalog, row.User, before => ProfileFold.Apply(before, [logged], limits, fates));
        if (fates[0] != RowFate.Applied) return false;
        log.Add((catalog, row));
        popularity?.Invoke(catalog).Add(logged.Sequence, row, profile);
        return true;
    }
}
