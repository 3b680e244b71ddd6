using System.Text;
using System.Text.Json;

namespace Reco.Bench;

/// <summary>
/// The data that is served while it is measured, in the shape of the yardstick's: 10,000 items in 40 categories and 300 brands, nine of ten in stock;
/// 200 related items each; 2,000 people with 5 dislikes and 50 items seen one to four times. Drawn with a fixed seed.
/// </summary>
internal static class World
{
    public const int Items = 10_000, Users = 2_000, Related = 200;

    public static string Catalog => """{"attributes":{"price":"number","status":"text","category":"text","brand":"text","sold":"number"}}""";

    public static byte[] Rule
    {
        get
        {
            using var file = typeof(World).Assembly.GetManifestResourceStream("rule.json")!;
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            return bytes.ToArray();
        }
    }

    public static IEnumerable<string> ItemRows()
    {
        var random = new Random(1);
        return Enumerable.Range(0, Items).Select(i => JsonSerializer.Serialize(new
        {
            id = $"i{i}",
            title = $"Item number {i} of the shop",
            price = random.Next(1, 30_001),
            image = $"https://img.example/items/{i}.jpg",
            status = random.NextDouble() < 0.9 ? "OK" : "SOLD_OUT",
            category = $"c{i % 40}",
            brand = $"b{i % 300}",
            sold = random.Next(0, 10_001),
        }));
    }

    public static IEnumerable<string> RelationRows()
    {
        var random = new Random(2);
        var (row, list) = (new StringBuilder(), new HashSet<int>());
        for (var i = 0; i < Items; i++)
        {
            row.Clear().Append("{\"key\":\"i").Append(i).Append("\",\"related\":[");
            list.Clear();
            while (list.Count < Related)
            {
                var other = random.Next(Items);
                if (!list.Add(other)) continue;
                if (list.Count > 1) row.Append(',');
                row.Append("{\"id\":\"i").Append(other).Append("\",\"score\":").Append(Math.Round(random.NextDouble(), 4)).Append('}');
            }
            yield return row.Append("]}").ToString();
        }
    }

    /// <summary>Impressions of the last two days and dislikes, person by person.</summary>
    public static IEnumerable<string> InteractionRows(DateTimeOffset now)
    {
        var random = new Random(3);
        for (var user = 0; user < Users; user++)
        {
            for (var i = 0; i < 5; i++) yield return Row(user, random.Next(Items), "dislike", now.AddDays(-10));
            for (var i = 0; i < 50; i++)
            {
                var (item, times) = (random.Next(Items), random.Next(1, 5));
                for (var time = 0; time < times; time++) yield return Row(user, item, "impression", now.AddMinutes(-random.Next(10, 2 * 24 * 60)));
            }
        }
    }

    private static string Row(int user, int item, string type, DateTimeOffset at) =>
        $$"""{"user":"u{{user}}","item":"i{{item}}","type":"{{type}}","at":"{{at:yyyy-MM-ddTHH:mm:ss.fffZ}}"}""";
}
