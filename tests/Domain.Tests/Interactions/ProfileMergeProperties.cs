using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;

namespace Reco.Domain.Tests.Interactions;

/// <summary>Whenever two names become one and however their logs are delivered before and after, the profile is the same; what was forgotten stays away.</summary>
public class ProfileMergeProperties
{
    /// <summary>Impressions and ids are forgotten in the order of their coming, so these two are large where orders are compared.</summary>
    private static readonly Limits Small = Limits.Default with { History = 5, Did = 4, ImpressionTimes = 2 };
    private static readonly Limits Tiny = Small with { ImpressionItems = 3, RecentIds = 4 };
    private static readonly string[] Types = ["click", "impression", "view"];

    /// <summary>Rows of an account and of the names merged into it, each in a log of its own order, and the steps in which they are delivered.</summary>
    private sealed record Given(LoggedInteraction[][] Logs, int[] Steps);

    private static Arbitrary<Given> Deliveries(int names) =>
        (from logs in Gen.ArrayOf(
             from rows in Gen.ArrayOf(from type in Gen.Choose(0, 2)
                                      from item in Gen.Choose(0, 8)
                                      from at in Gen.Choose(0, 30)
                                      from id in Gen.Choose(-4, 8)
                                      select (Types[type], item, at, id))
             from partition in Gen.Choose(0, 1)
             select (rows, partition), names)
         from steps in Gen.ArrayOf(Gen.Choose(0, 1000))
         select new Given([.. logs.Select((l, name) => Log(name, l.partition, l.rows))], steps)).ToArbitrary();

    // Rows of two names never share a moment: at equal times the order of coming decides, which is what differs here.
    private static LoggedInteraction[] Log(int name, int partition, (string Type, int Item, int At, int Id)[] rows) =>
        [.. rows.Select((r, i) => new LoggedInteraction($"log-1/{partition}", i + 1, Rows.Of(r.Type, $"item{r.Item}", r.At * 500L + name, r.Id < 0 ? null : $"{name}-{r.Id}", Name(name))))];

    private static string Name(int name) => $"name{name}";

    /// <summary>Delivers everything, with rewinds; name n is merged into name n − 1's account at some step, or at the end.</summary>
    private static Profile Deliver(Given given, Func<int, int> mergeAt, Limits limits)
    {
        var profiles = given.Logs.Select(_ => Profile.Empty).ToArray();
        var reached = new int[given.Logs.Length];
        var account = Enumerable.Range(0, given.Logs.Length).ToArray();
        for (var step = 0; step <= given.Steps.Length; step++)
        {
            for (var name = account.Length - 1; name > 0; name--) if (mergeAt(name) == step) Merge(name);
            if (step == given.Steps.Length) break;
            var (who, at) = (given.Steps[step] % given.Logs.Length, given.Steps[step] / given.Logs.Length);
            var start = at % (reached[who] + 1);
            var end = Math.Min(given.Logs[who].Length, start + 1 + at / 7 % 9);
            Fold(who, start, end);
            reached[who] = Math.Max(reached[who], end);
        }
        for (var name = account.Length - 1; name > 0; name--) if (account[name] == name) Merge(name);
        for (var who = 0; who < account.Length; who++) Fold(who, 0, given.Logs[who].Length);
        return profiles[0];

        void Merge(int name)
        {
            profiles[account[name - 1]] = ProfileMerge.Apply(profiles[account[name - 1]], profiles[name], Name(name), limits);
            profiles[name] = Tombstone.Merged(profiles[name]);
            for (var other = 0; other < account.Length; other++) if (account[other] == name) account[other] = account[name - 1];
        }

        void Fold(int who, int start, int end)
        {
            var into = account[who];
            var rows = given.Logs[who][start..end].Select(r => into == who ? r : r with { Log = ProfileMerge.LogOf(r.Log, Name(who)) }).ToArray();
            profiles[into] = ProfileFold.Apply(profiles[into], rows, limits);
        }
    }

    private static string Seen(Profile profile) => string.Join('\n', Types.Select(type =>
        $"{type}: {string.Join(' ', profile.History(type).Select(e => $"{profile.ItemId(e)}@{e.AtMs}"))} did {string.Join(' ', Items().Where(i => profile.Did(type, i)))} {profile.Count(type, 3000)}")) +
        $"\nshown {string.Join(' ', Items().Select(i => profile.Impressions(i, 0)))} {string.Join(' ', Items().Select(i => profile.Impressions(i, 4000)))}";

    private static IEnumerable<ulong> Items() => Enumerable.Range(0, 9).Select(i => ItemNumbers.HashOf($"item{i}"));

    [Property(MaxTest = 500)]
    public Property It_makes_no_difference_when_two_names_become_one() => Prop.ForAll(Deliveries(names: 2), Gen.Choose(0, 20).ToArbitrary(), (given, at) =>
    {
        var last = Seen(Deliver(given, _ => int.MaxValue, Small));
        return (Seen(Deliver(given, _ => 0, Small)) == last && Seen(Deliver(given, _ => at, Small)) == last).Label(last);
    });

    [Property(MaxTest = 300)]
    public Property Nor_when_chains_of_names_do() => Prop.ForAll(Deliveries(names: 4), Gen.Choose(0, 10_000).ToArbitrary(), (given, at) =>
        Seen(Deliver(given, name => at / (int)Math.Pow(20, name) % 20, Small)) == Seen(Deliver(given, _ => 0, Small)));

    [Property(MaxTest = 300)]
    public Property To_merge_again_changes_nothing() => Prop.ForAll(Deliveries(names: 2), given =>
    {
        var (account, from) = (ProfileFold.Apply(Profile.Empty, given.Logs[0], Tiny), ProfileFold.Apply(Profile.Empty, given.Logs[1], Tiny));
        var merged = ProfileMerge.Apply(account, from, Name(1), Tiny);
        return ReferenceEquals(merged, ProfileMerge.Apply(merged, from, Name(1), Tiny)) && ReferenceEquals(merged, ProfileMerge.Apply(merged, Tombstone.Merged(from), Name(1), Tiny));
    });

    [Property(MaxTest = 300)]
    public Property Bounds_hold_and_the_latest_stay() => Prop.ForAll(Deliveries(names: 2), given =>
    {
        Profile[] both = [.. given.Logs.Select(log => ProfileFold.Apply(Profile.Empty, log, Tiny))];
        var merged = ProfileMerge.Apply(both[0], both[1], Name(1), Tiny);
        var contents = ProfileContents.Of(Profile.Read(merged.Write()));
        var newest = given.Logs.SelectMany(log => log).Select(r => r.Row.AtMs).Where(at => both.Any(profile => Shown(profile, at))).DefaultIfEmpty(-1).Max();
        return contents.Types.All(t => t.History <= Tiny.History && t.Did <= Tiny.Did) && contents.ImpressionItems <= Tiny.ImpressionItems &&
            contents.ImpressionTimes <= Tiny.ImpressionItems * Tiny.ImpressionTimes && contents.RecentIds <= Tiny.RecentIds &&
            (newest < 0 ? contents.ImpressionItems == 0 : Shown(merged, newest));

        static bool Shown(Profile profile, long since) => Items().Any(i => profile.Impressions(i, since) > 0);
    });

    [Property(MaxTest = 300)]
    public Property What_is_forgotten_does_not_come_back_and_what_is_new_does() => Prop.ForAll(Deliveries(names: 2), Gen.Choose(0, 30).ToArbitrary(), (given, last) =>
    {
        var (log, name) = ("log-1/0", Name(1));
        var rows = given.Logs.Select(l => l.Select(r => r with { Log = log }).ToArray()).ToArray();
        var tombstone = Tombstone.Merged(ProfileFold.Apply(Profile.Empty, rows[1], Small));
        var person = ProfileMerge.Apply(ProfileFold.Apply(Profile.Empty, rows[0], Small), ProfileFold.Apply(Profile.Empty, rows[1], Small), name, Small);
        return Fresh(Tombstone.Forgotten(person, log, last), rows[0]) && Fresh(Tombstone.ForgottenName(tombstone, person, name, log, last), rows[1]);

        bool Fresh(Profile forgotten, LoggedInteraction[] old)
        {
            var end = Math.Max(last, old.Length);
            var again = ProfileFold.Apply(forgotten, old, Small);
            var next = ProfileFold.Apply(again, [new LoggedInteraction(log, end + 1, Rows.Of("view", "new", 1))], Small);
            return forgotten.IsTombstone && ReferenceEquals(again, forgotten) && next.LastIds("view", 9) is ["new"] && !next.IsTombstone;
        }
    });
}
