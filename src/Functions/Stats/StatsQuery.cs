using System.Globalization;
using Reco.Domain;
using Reco.Domain.Interactions;
using Reco.Functions.Http;

namespace Reco.Functions.Stats;

/// <summary>What a call for statistics asks for.</summary>
/// <param name="Type">The reward that is counted.</param>
/// <param name="Positions">Whether by place too.</param>
/// <param name="Items">So many of the items that were shown most.</param>
internal sealed record StatsQuery(string Type, bool Positions, int Items)
{
    /// <summary>The longest list of items.</summary>
    private const int MostItems = 100;

    private static readonly string[] Names = ["type", "positions", "items"];

    /// <summary>Reads <c>?type=&amp;positions=&amp;items=</c>.</summary>
    public static Outcome<StatsQuery> Read(string? query, InteractionTypes types)
    {
        var (faults, given) = (new List<Fault>(), new HashSet<string>(StringComparer.Ordinal));
        var read = new StatsQuery("click", false, 0);
        var parameters = new QueryParameters(query);
        while (parameters.Next())
        {
            if (parameters.Name == "code") continue;
            if (parameters.Name is not { } name || parameters.Value is not { } text) faults.Add(QueryParameters.NotDecodable(parameters.Name));
            else if (!Names.Contains(name)) faults.Add(new(name, "unknown parameter", NearestName.Suggest(name, Names)));
            else if (!given.Add(name)) faults.Add(QueryParameters.Twice(name));
            else if (name == "type")
            {
                var rewards = types.Names.Where(t => t != InteractionTypes.Impression && types.Weight(t) > 0).ToArray();
                if (rewards.Contains(text)) read = read with { Type = text };
                else faults.Add(new(name, types.Knows(text) ? $"{text} has no weight: it is no reward" : "unknown type", NearestName.Suggest(text, rewards)));
            }
            else if (name == "positions")
            {
                if (bool.TryParse(text, out var positions)) read = read with { Positions = positions };
                else faults.Add(new(name, "must be true or false"));
            }
            else if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var items) && items <= MostItems) read = read with { Items = items };
            else faults.Add(new(name, $"must be a whole number from 0 to {MostItems}"));
        }
        return faults.Count > 0 ? faults : read;
    }
}
