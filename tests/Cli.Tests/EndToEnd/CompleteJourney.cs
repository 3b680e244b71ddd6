using Sylvan.Data.Csv;

namespace Reco.Cli.Tests.EndToEnd;

/// <summary>
/// A real grocery: products, households with demographics, and lines of baskets (Complete Journey, a sample). Stock and dislikes are not in it; they are drawn, the same
/// every time. Read a second time here, without any of the product's code, so that a test can say what is right.
/// </summary>
internal sealed class CompleteJourney
{
    private const int Popular = 300;
    private readonly Random random = new(20170101);

    public CompleteJourney(string folder)
    {
        (ProductsFile, HouseholdsFile, PurchasesFile) = (Path.Combine(folder, "products.csv"), Path.Combine(folder, "demographics.csv"), Path.Combine(folder, "transactions_sample.csv"));
        Products = Read(ProductsFile, csv => csv.GetString(csv.GetOrdinal("product_id"))).ToHashSet();
        Households = Read(HouseholdsFile, csv => (csv.GetString(csv.GetOrdinal("household_id")), csv.GetString(csv.GetOrdinal("age")))).ToDictionary(h => h.Item1, h => h.Item2);
        Purchases = [.. Read(PurchasesFile, csv => (csv.GetString(csv.GetOrdinal("household_id")), csv.GetString(csv.GetOrdinal("product_id"))))];
        SoldOut = [.. Products.Order(StringComparer.Ordinal).Where(_ => random.NextDouble() < .15)];
        var own = Purchases.Where(p => Products.Contains(p.Item)).ToLookup(p => p.Household, p => p.Item);
        var famous = Top(_ => true, Popular);
        Dislikes = Households.Keys.Order(StringComparer.Ordinal).ToDictionary(h => h, h => Draw(famous, [.. own[h]]));
    }

    public string ProductsFile { get; }

    public string HouseholdsFile { get; }

    public string PurchasesFile { get; }

    /// <summary>Every product there is.</summary>
    public HashSet<string> Products { get; }

    /// <summary>Households that told who they are, with their age band.</summary>
    public Dictionary<string, string> Households { get; }

    /// <summary>Every line of a basket, also of households and products that nothing else is known of.</summary>
    public List<(string Household, string Item)> Purchases { get; }

    /// <summary>Made up: 15 % of the products.</summary>
    public List<string> SoldOut { get; }

    /// <summary>Made up: 5 to 12 distinct products per household, the oldest first: of what everybody buys and of what it bought, so that they would be shown.</summary>
    public Dictionary<string, string[]> Dislikes { get; }

    /// <summary>The products that these households bought most often; ties by id.</summary>
    public List<string> Top(Func<string, bool> household, int take) =>
        [.. Purchases.Where(p => Products.Contains(p.Item) && household(p.Household)).CountBy(p => p.Item).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(take).Select(c => c.Key)];

    /// <summary>The dislikes as a file whose rows are in no order: what is last is said by their times.</summary>
    public string DislikesCsv()
    {
        var begin = DateTime.UtcNow.AddDays(-1);
        var rows = Dislikes.SelectMany(h => h.Value.Select((item, i) => $"{h.Key},{item},{begin.AddMinutes(i):yyyy-MM-dd HH:mm:ss}\n")).ToArray();
        random.Shuffle(rows);
        return "household,product,when\n" + string.Concat(rows);
    }

    private string[] Draw(List<string> famous, string[] own)
    {
        var wanted = random.Next(5, 13);
        var drawn = new HashSet<string>();
        while (drawn.Count < wanted) drawn.Add(own.Length > 0 && random.Next(2) == 0 ? own[random.Next(own.Length)] : famous[random.Next(famous.Count)]);
        var order = drawn.ToArray();
        random.Shuffle(order);
        return order;
    }

    private static IEnumerable<T> Read<T>(string file, Func<CsvDataReader, T> row)
    {
        using var csv = CsvDataReader.Create(file);
        while (csv.Read()) yield return row(csv);
    }
}
