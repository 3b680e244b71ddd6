using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;

namespace Reco.Domain.Tests.Interactions;

/// <summary>However a log is delivered (contiguous, cut, repeated, overlapping), a profile becomes what one delivery makes it, and the model agrees.</summary>
public class ProfileDeliveryProperties
{
    private static readonly Limits Small = Limits.Default with { History = 5, Did = 4, ImpressionItems = 3, ImpressionTimes = 2, RecentIds = 4 };
    private static readonly string[] Types = ["view", "impression", "click"];

    private static Arbitrary<(LoggedInteraction[] Log, int[] Steps)> Deliveries() =>
        (from rows in Gen.ArrayOf(from type in Gen.Choose(0, 2)
                                  from item in Gen.Choose(0, 8)
                                  from at in Gen.Choose(0, 30)
                                  from id in Gen.Choose(-4, 8)
                                  select Rows.Of(Types[type], $"item{item}", at * 500L, id < 0 ? null : $"id{id}"))
         from steps in Gen.ArrayOf(Gen.Choose(0, 1000))
         select (Rows.Logged(rows), steps)).ToArbitrary();

    [Property(MaxTest = 500)]
    public Property Any_legal_delivery_gives_the_same_profile() => Prop.ForAll(Deliveries(), given =>
    {
        var (log, steps) = given;
        var once = ProfileFold.Apply(Profile.Empty, log, Small);
        var profile = Profile.Empty;
        var reached = 0;
        foreach (var step in steps.Append(0))
        {
            // Rewinds to anywhere at or before what was reached, and reads on from there.
            var start = step % (reached + 1);
            var end = step == 0 ? log.Length : Math.Min(log.Length, start + 1 + step / 7 % 9);
            profile = ProfileFold.Apply(profile, log.AsSpan(start..end), Small);
            reached = Math.Max(reached, end);
        }
        profile = ProfileFold.Apply(profile, log.AsSpan(0, log.Length), Small);
        return profile.Write().Span.SequenceEqual(once.Write().Span);
    });

    [Property(MaxTest = 300)]
    public Property One_by_one_is_the_same_as_all_at_once() => Prop.ForAll(Deliveries(), given =>
    {
        var profile = Profile.Empty;
        foreach (var row in given.Log) profile = ProfileFold.Apply(profile, [row], Small);
        return profile.Write().Span.SequenceEqual(ProfileFold.Apply(Profile.Empty, given.Log, Small).Write().Span);
    });

    [Property(MaxTest = 300)]
    public Property Reading_what_was_written_is_identity() => Prop.ForAll(Deliveries(), given =>
    {
        var profile = ProfileFold.Apply(Profile.Empty, given.Log, Small);
        var read = Profile.Read(profile.Write().ToArray());
        var next = new LoggedInteraction(Rows.Log, 10_000, Rows.Of("click", "more", 7));
        return Types.All(t => read.History(t).SequenceEqual(profile.History(t))) &&
            ProfileFold.Apply(read, [next], Small).Write().Span.SequenceEqual(ProfileFold.Apply(profile, [next], Small).Write().Span);
    });

    [Property(MaxTest = 300)]
    public Property Answers_agree_with_a_list_of_all_rows_and_limits_hold() => Prop.ForAll(Deliveries(), given =>
    {
        var fates = new RowFate[given.Log.Length];
        var profile = ProfileFold.Apply(Profile.Empty, given.Log, Small, fates);
        var rows = given.Log.Where((_, i) => fates[i] == RowFate.Applied).Select(l => l.Row).ToArray();
        return Types.All(type =>
        {
            var mine = rows.Where(r => r.Type == type).ToArray();
            var history = mine.Select((r, i) => (r, i)).OrderBy(p => p.r.AtMs).ThenBy(p => p.i).Select(p => p.r).TakeLast(Small.History).Reverse().ToArray();
            var did = mine.GroupBy(r => r.Item!).Select(g => (Hash: ItemNumbers.HashOf(g.Key), Age: g.Max(r => r.AtMs / 1000)))
                .OrderBy(p => p.Age).ThenBy(p => p.Hash).TakeLast(Small.Did).Select(p => p.Hash).ToHashSet();
            return history.Select(r => r.Item).SequenceEqual(profile.History(type).Select(e => (string?)profile.ItemId(e))) &&
                history.Select(r => r.Item).Distinct().SequenceEqual(profile.LastIds(type, 99)) &&
                history.Count(r => r.AtMs >= 3000) == profile.Count(type, 3000) &&
                Enumerable.Range(0, 9).Select(i => ItemNumbers.HashOf($"item{i}")).All(h => profile.Did(type, h) == did.Contains(h));
        }) && Enumerable.Range(0, 9).Select(i => profile.Impressions(ItemNumbers.HashOf($"item{i}"), 0)).ToArray() is var shown &&
            shown.All(n => n <= Small.ImpressionTimes) && shown.Count(n => n > 0) <= Small.ImpressionItems;
    });
}
