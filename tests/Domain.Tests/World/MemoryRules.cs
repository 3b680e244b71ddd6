using Reco.Domain.Rules;

namespace Reco.Domain.Tests.World;

/// <summary>Rules in memory, all revisions.</summary>
internal sealed class MemoryRules : IRuleStore
{
    private readonly List<StoredRule> revisions = [];

    /// <summary>Runs before each append: what another instance does in between.</summary>
    public Func<Task>? Before { get; set; }

    public Task<IReadOnlyList<StoredRule>> ReadChangesAsync(long after, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<StoredRule>>([.. revisions.GroupBy(r => r.Key).Select(g => g.Last()).Where(r => r.Revision > after).OrderBy(r => r.Revision)]);

    public async Task<StoredRule?> AppendAsync(StoredRule draft, long expected, CancellationToken cancel)
    {
        if (Before is { } before) await before();
        var newest = revisions.LastOrDefault(r => r.Key == draft.Key) is { Deleted: false } last ? last.Revision : 0;
        if (newest != expected || (draft.Deleted && expected == 0)) return null;
        var stored = draft with { Revision = revisions.Count + 1, AtMs = revisions.Count + 1 };
        revisions.Add(stored);
        return stored;
    }

    /// <summary>Stores a revision behind a publisher's back, as another instance or another version of the server would.</summary>
    public Task StoreAsync(string service, string name, string json) =>
        AppendAsync(new(service, name, 0, System.Text.Encoding.UTF8.GetBytes(json)), revisions.LastOrDefault(r => r.Key == $"{service}/{name}") is { Deleted: false } last ? last.Revision : 0, default);

    public Task<IReadOnlyList<StoredRule>> ReadVersionsAsync(string service, string name, long? before, int take, CancellationToken cancel) => Task.FromResult<IReadOnlyList<StoredRule>>(
        [.. revisions.Where(r => r.Service == service && r.Name == name && r.Revision < (before ?? long.MaxValue)).Reverse().Take(take)]);

    public Task<StoredRule?> ReadVersionAsync(string service, string name, long revision, CancellationToken cancel) =>
        Task.FromResult(revisions.SingleOrDefault(r => r.Service == service && r.Name == name && r.Revision == revision));
}
