using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;

namespace Reco.Domain.Tests.World;

/// <summary>Popularity as a test says it: lists by half-life and scope, counts by item.</summary>
internal sealed class FixedPopularity(ItemNumbers ids) : IPopularity
{
    private readonly Dictionary<string, PopularList> lists = new(StringComparer.Ordinal);
    private readonly Dictionary<int, double> counts = [];

    public List<string> Declared { get; } = [];

    /// <param name="where"><c>7d</c>, or <c>7d user.ageBand|user.region=30s|Seoul</c>.</param>
    /// <param name="counted">Items with their counts.</param>
    public void Set(string where, params (string Id, double Count)[] counted)
    {
        var best = counted.OrderByDescending(c => c.Count).ToList();
        lists[where] = new PopularList([.. best.Select(c => ids.Intern(c.Id))], [.. best.Select(c => c.Count)]);
        if (where == "7d")
        {
            foreach (var (id, count) in counted) counts[ids.Intern(id)] = count;
        }
    }

    public void Declare(HalfLife halfLife, PopularityScope scope) => Declared.Add($"{halfLife.Name()} {scope.Key}".TrimEnd());

    public PopularList Top(HalfLife halfLife, PopularityScope scope, ReadOnlySpan<string> values, int take, long nowMs) =>
        lists.GetValueOrDefault(scope.Paths.Count == 0 ? halfLife.Name() : $"{halfLife.Name()} {scope.Key}={string.Join('|', values.ToArray())}") ?? PopularList.Empty;

    public double Count(int number, long nowMs) => counts.GetValueOrDefault(number);
}
