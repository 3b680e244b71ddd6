using Reco.Domain.Interactions;

namespace Reco.Functions.Demo;

/// <summary>
/// What the people did in the four weeks before the shop was filled: visits with impressions, views, clicks and baskets drawn from their lists, and now
/// and then a word of like or dislike. Ids are made from person and row, so that filling again after a kill counts nothing twice.
/// </summary>
internal sealed class Shopping(IReadOnlyList<Product> products, DateTimeOffset now)
{
    private const int Days = 28;

    private readonly ILookup<string, Product> byKind = products.ToLookup(p => p.Kind, StringComparer.Ordinal);
    private readonly ILookup<string, Product> byCategory = products.ToLookup(p => p.Category, StringComparer.Ordinal);

    /// <summary>Everything one person did, by time.</summary>
    public IReadOnlyList<Interaction> Of(Person person)
    {
        var diary = new Diary(person.Id);
        var random = new Random(int.Parse(person.Id.AsSpan(1)) * 7919);
        var visits = 2 + random.Next(3);
        for (var visit = 0; visit < visits; visit++)
        {
            // Up to the last hour, in the daytime of Seoul.
            var start = now.AddMinutes(-random.Next(60, Days * 24 * 60));
            Visit(diary, person, visit, start, random);
        }
        if (person.Avoids is { } category)
        {
            foreach (var product in Some(byCategory[category], 3, random)) diary.Add("dislike", product.Id, now.AddMinutes(-random.Next(60, Days * 24 * 60)));
        }
        return diary.ByTime();
    }

    private void Visit(Diary diary, Person person, int visit, DateTimeOffset start, Random random)
    {
        var list = person.Lists[People.Pick(random, [.. person.Lists.Select(l => l.Share)])].List;
        // The first of a list are the most typical; two more things lie on the way.
        var met = list.Kinds.Where((_, place) => random.NextDouble() < 0.75 - 0.4 * place / list.Kinds.Length).Select(kind => Choose(kind, person, random))
            .Concat(Some(products, 2, random)).Where(p => p.Category != person.Avoids).DistinctBy(p => p.Id).ToList();
        var buys = random.NextDouble() < 0.65;
        var basket = $"{person.Id}-{visit}";
        for (var i = 0; i < met.Count; i++)
        {
            var (item, at) = (met[i].Id, start.AddSeconds(40 * i));
            var wanted = i < met.Count - 2;
            if (random.NextDouble() < 0.5) diary.Add("impression", item, at, position: i + 1);
            if (!wanted && random.NextDouble() < 0.7) continue;
            diary.Add("view", item, at.AddSeconds(3));
            if (random.NextDouble() < 0.3) diary.Add("click", item, at.AddSeconds(9));
            if (buys && wanted && met[i].InStock) diary.Add("purchase", item, at.AddSeconds(20), basket: basket);
            if (wanted && random.NextDouble() < 0.06) diary.Add("like", item, at.AddSeconds(30));
        }
    }

    private Product Choose(string kind, Person person, Random random)
    {
        var variant = People.Pick(random, person.Variants);
        return byKind[kind].ElementAt(variant);
    }

    private static IEnumerable<Product> Some(IEnumerable<Product> from, int count, Random random)
    {
        var all = from as IReadOnlyList<Product> ?? [.. from];
        for (var i = 0; i < count; i++) yield return all[random.Next(all.Count)];
    }

    /// <summary>One person's rows as they come to be.</summary>
    private sealed class Diary(string user)
    {
        private readonly List<Interaction> rows = [];

        public void Add(string type, string item, DateTimeOffset at, int? position = null, string? basket = null) => rows.Add(new Interaction
        {
            Id = $"demo-{rows.Count}",
            User = user,
            Item = item,
            Type = type,
            AtMs = at.ToUnixTimeMilliseconds(),
            Position = position,
            Basket = basket,
        });

        public IReadOnlyList<Interaction> ByTime() => [.. rows.OrderBy(r => r.AtMs).ThenBy(r => r.Id, StringComparer.Ordinal)];
    }
}
