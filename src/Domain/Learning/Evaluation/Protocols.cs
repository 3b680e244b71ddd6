namespace Reco.Domain.Learning.Evaluation;

/// <summary>How a data set is cut into what is learnt and what is asked. Figures of different protocols must not be compared.</summary>
public static class Protocols
{
    /// <summary><c>last-one</c>: the last row of each user, by time and then item id, is the question.</summary>
    public static Split LastOne(IEnumerable<Rated> rows) => HoldOutLatest(rows, _ => 1);

    /// <summary><c>last-fifth</c>: the last ⌊n/5⌋ of the n rows of each user are the question; who has fewer than five rows is not asked.</summary>
    public static Split LastFifth(IEnumerable<Rated> rows) => HoldOutLatest(rows, n => n / 5);

    /// <summary>
    /// <c>baskets</c>: every basket whose number divides by 5 and which holds at least two items is a question: its item at place (number / 5) mod n of
    /// the ascending ids is held out, and the rest is what the shopper has. All other baskets are train. Row times are ignored.
    /// </summary>
    public static Split Baskets(IEnumerable<(long Basket, string Item)> rows)
    {
        var (train, questions) = (new List<Rated>(), new List<Question>());
        foreach (var basket in rows.GroupBy(r => r.Basket).OrderBy(g => g.Key))
        {
            var (id, items) = (basket.Key.ToString(), basket.Select(r => r.Item).Distinct().Order(IdOrder.Numeric).ToList());
            if (basket.Key % 5 != 0) train.AddRange(items.Select(item => new Rated(id, item, 0)));
            if (basket.Key % 5 != 0 || items.Count < 2) continue;
            var held = items[(int)(basket.Key / 5 % items.Count)];
            questions.Add(new Question(id, [.. items.Where(item => item != held)], [held]));
        }
        return new Split(train, questions);
    }

    private static Split HoldOutLatest(IEnumerable<Rated> rows, Func<int, int> heldOut)
    {
        var (train, questions) = (new List<Rated>(), new List<Question>());
        foreach (var user in rows.GroupBy(r => r.User, StringComparer.Ordinal).OrderBy(g => g.Key, IdOrder.Numeric))
        {
            var sorted = user.OrderBy(r => r.AtMs).ThenBy(r => r.Item, IdOrder.Numeric).ToList();
            var known = sorted.Count - heldOut(sorted.Count);
            train.AddRange(sorted.Take(known));
            if (known == sorted.Count) continue;
            questions.Add(new Question(user.Key, [.. sorted.Take(known).Select(r => r.Item)], [.. sorted.Skip(known).Select(r => r.Item)]));
        }
        return new Split(train, questions);
    }
}
