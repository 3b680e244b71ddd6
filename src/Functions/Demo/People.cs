namespace Reco.Functions.Demo;

/// <summary>Draws the people: who they are decides what they like.</summary>
internal static class People
{
    public const int Count = 1000;

    private static readonly string[] AgeBands = ["20s", "30s", "40s", "50s", "60s"];
    private static readonly string[] Regions = ["Seoul", "Gyeonggi", "Busan", "Daegu", "Incheon", "Daejeon", "Gwangju", "Jeju"];
    private static readonly double[] RegionShares = [.3, .25, .13, .08, .08, .06, .05, .05];
    private static readonly string[] Avoidable = ["seafood", "meat", "dairy", "snack", "bakery"];

    /// <summary>A kind of shopper: share by age band, lists with weights, preferred variants.</summary>
    private sealed record Household(string Name, double[] ShareByAge, (string List, double Weight)[] Lists, double[] Variants);

    private static readonly Household[] Households =
    [
        new("single", [.45, .2, .08, .06, .05], [("ramen night", 3), ("movie night", 2), ("coffee break", 2), ("breakfast", 1), ("pasta", 1), ("kimchi stew", 1)], [.8, .1, .1]),
        new("family", [.05, .35, .45, .2, .05], [("for the kids", 3), ("family dinner", 3), ("breakfast", 2), ("fruit plate", 1), ("barbecue", 1)], [.35, .15, .5]),
        new("baker", [.1, .12, .12, .12, .08], [("baking", 5), ("coffee break", 2), ("breakfast", 1), ("fruit plate", 1)], [.5, .3, .2]),
        new("fruit lover", [.1, .08, .1, .2, .27], [("fruit plate", 5), ("smoothie", 2), ("breakfast", 1), ("salad", 1)], [.45, .4, .15]),
        new("athlete", [.2, .15, .08, .05, .03], [("light meal", 4), ("salad", 3), ("smoothie", 2), ("breakfast", 1)], [.45, .45, .1]),
        new("host", [.07, .07, .12, .12, .1], [("barbecue", 3), ("pasta", 2), ("seafood night", 2), ("salad", 1), ("movie night", 1)], [.4, .3, .3]),
        new("home cook", [.03, .03, .05, .25, .42], [("family dinner", 3), ("kimchi stew", 3), ("seafood night", 2), ("fruit plate", 1)], [.6, .2, .2]),
    ];

    public static IReadOnlyList<Person> Build() => [.. Enumerable.Range(1, Count).Select(number => Draw(number, new Random(1000 + number)))];

    private static Person Draw(int number, Random random)
    {
        var age = random.Next(AgeBands.Length);
        var region = Regions[Pick(random, RegionShares)];
        var household = Households[Pick(random, [.. Households.Select(h => h.ShareByAge[age])])];
        // The coast eats more fish; everybody has a weakness of their own, whatever the household.
        var lists = household.Lists.Select(l => (List: ShoppingList.Named(l.List), Share: l.Weight)).ToList();
        if (region is "Busan" or "Jeju") lists.Add((ShoppingList.Named("seafood night"), 2));
        lists.Add((ShoppingList.All[random.Next(ShoppingList.All.Count)], 1));
        var avoids = random.Next(4) == 0 ? Avoidable[random.Next(Avoidable.Length)] : null;
        return new Person($"u{number}", AgeBands[age], region, household.Name, lists, household.Variants, avoids);
    }

    /// <summary>An index with a chance by its weight.</summary>
    public static int Pick(Random random, ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights) sum += weight;
        var left = random.NextDouble() * sum;
        for (var i = 0; i < weights.Length; i++)
        {
            left -= weights[i];
            if (left < 0) return i;
        }
        return weights.Length - 1;
    }
}
