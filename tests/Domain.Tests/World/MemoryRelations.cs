using Reco.Domain.Catalogs;
using Reco.Domain.Recommend;

namespace Reco.Domain.Tests.World;

/// <summary>Relations in memory; a test may make one fail or never answer.</summary>
internal sealed class MemoryRelations(Func<string, ItemNumbers> ids) : IRelations
{
    private readonly Dictionary<string, Dictionary<string, RelationList>> lists = new(StringComparer.Ordinal);

    public Func<string, CancellationToken, Task>? Before { get; set; }

    public void Set(string catalog, string name, string key, params (string Id, float Score)[] related)
    {
        var relation = lists.TryGetValue($"{catalog}/{name}", out var known) ? known : lists[$"{catalog}/{name}"] = new(StringComparer.Ordinal);
        var best = related.OrderByDescending(r => r.Score).ThenBy(r => r.Id, Comparer<string>.Create((a, b) => Utf8Order.Compare(a, b))).ToList();
        relation[key] = new RelationList([.. best.Select(r => ids(catalog).Intern(r.Id))], [.. best.Select(r => r.Score)]);
    }

    public IRelation Open(string catalog, string name) => new Relation(this, $"{catalog}/{name}", name);

    public Task<IReadOnlyList<string>> NamesAsync(string catalog, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<string>>([.. lists.Keys.Where(k => k.StartsWith(catalog + "/", StringComparison.Ordinal)).Select(k => k[(catalog.Length + 1)..])]);

    public async Task<long> ReplaceAsync(string catalog, string name, IAsyncEnumerable<RelationRow> rows, CancellationToken cancel)
    {
        lists.Remove($"{catalog}/{name}");
        await foreach (var row in rows.WithCancellation(cancel)) Set(catalog, name, row.Key, [.. row.Related]);
        return 1;
    }

    public Task UpsertAsync(string catalog, string name, IReadOnlyList<RelationRow> rows, CancellationToken cancel)
    {
        foreach (var row in rows) Set(catalog, name, row.Key, [.. row.Related]);
        return Task.CompletedTask;
    }

    private sealed class Relation(MemoryRelations all, string path, string name) : IRelation
    {
        public ValueTask ReadAsync(IReadOnlyList<string> keys, RelationList?[] into, CancellationToken cancel)
        {
            if (all.Before is { } before) return Wait(before, keys, into, cancel);
            Fill(keys, into);
            return ValueTask.CompletedTask;
        }

        private async ValueTask Wait(Func<string, CancellationToken, Task> before, IReadOnlyList<string> keys, RelationList?[] into, CancellationToken cancel)
        {
            await before(name, cancel);
            Fill(keys, into);
        }

        private void Fill(IReadOnlyList<string> keys, RelationList?[] into)
        {
            for (var i = 0; i < keys.Count; i++) into[i] = all.lists.TryGetValue(path, out var relation) ? relation.GetValueOrDefault(keys[i]) : null;
        }
    }
}
