using Reco.Domain.Rules;

namespace Reco.Domain.Tests.World;

/// <summary>Rules in memory, all revisions.</summary>
internal sealed class MemoryRules : IRuleStore
{
    private readonly List<StoredRule> revisions = [];

    public Task<IReadOnlyList<StoredRule>> ReadAllAsync(CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<StoredRule>>([.. revisions.GroupBy(r => r.Key).Select(g => g.Last()).Where(r => !r.Deleted)]);

    public Task<StoredRule?> PutAsync(string service, string name, ReadOnlyMemory<byte> json, long? ifMatch, RuleNote note, CancellationToken cancel)
    {
        var serving = revisions.LastOrDefault(r => r.Service == service && r.Name == name) is { Deleted: false } last ? last.Revision : 0;
        if (ifMatch is { } wanted && wanted != serving) return Task.FromResult<StoredRule?>(null);
        var stored = new StoredRule(service, name, revisions.Count + 1, json) { AtMs = revisions.Count + 1, Note = note };
        revisions.Add(stored);
        return Task.FromResult<StoredRule?>(stored);
    }

    public async Task<StoredRule?> DeleteAsync(string service, string name, long? ifMatch, RuleNote note, CancellationToken cancel) =>
        revisions.LastOrDefault(r => r.Service == service && r.Name == name) is { Deleted: false } ? await PutAsync(service, name, default, ifMatch, note, cancel) : null;

    public Task<IReadOnlyList<StoredRule>> ReadVersionsAsync(string service, string name, long? before, int take, CancellationToken cancel) => Task.FromResult<IReadOnlyList<StoredRule>>(
        [.. revisions.Where(r => r.Service == service && r.Name == name && r.Revision < (before ?? long.MaxValue)).Reverse().Take(take)]);

    public Task<StoredRule?> ReadVersionAsync(string service, string name, long revision, CancellationToken cancel) =>
        Task.FromResult(revisions.SingleOrDefault(r => r.Service == service && r.Name == name && r.Revision == revision));
}
