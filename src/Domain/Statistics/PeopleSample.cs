namespace Reco.Domain.Statistics;

/// <summary>
/// Some of the people to whom a rule was shown, each with the arm and the moment of the latest page: those whose hashes are the smallest (a k-minimum-values sample; Cohen 1997, Bar-Yossef
/// and others 2002). Who is in it depends on the person alone, so it is a fair sample whatever the arms are; up to <see cref="Most"/> people it is all of them.
/// </summary>
internal sealed class PeopleSample
{
    /// <summary>People kept.</summary>
    public const int Most = 4_096;

    private static readonly long StaleMs = (long)TimeSpan.FromDays(30).TotalMilliseconds;

    private readonly Dictionary<ulong, (int Arm, long AtMs)> people = [];

    /// <summary>Hashes from here on are not in the sample.</summary>
    public ulong Below { get; private set; } = ulong.MaxValue;

    public IReadOnlyDictionary<ulong, (int Arm, long AtMs)> People => people;

    /// <summary>Notes that a person saw a page of an arm.</summary>
    public void See(ulong person, int arm, long atMs)
    {
        if (person >= Below) return;
        people[person] = (arm, atMs);
        if (people.Count < Most * 2) return;
        ulong[] hashes = [.. people.Keys];
        Array.Sort(hashes);
        Below = hashes[Most];
        foreach (var hash in hashes.AsSpan(Most)) people.Remove(hash);
    }

    /// <summary>Forgets who was not seen for a month, and lets others in when that made room.</summary>
    public void Sweep(long nowMs)
    {
        foreach (var (person, seen) in people)
        {
            if (nowMs - seen.AtMs > StaleMs) people.Remove(person);
        }
        if (people.Count < Most / 2) Below = ulong.MaxValue;
    }

    /// <summary>Forgets the people of an arm whose index another one gets.</summary>
    public void Clear(int arm)
    {
        foreach (var (person, seen) in people)
        {
            if (seen.Arm == arm) people.Remove(person);
        }
    }

    /// <summary>Forgets a person; false when they were not in the sample.</summary>
    public bool Forget(ulong person) => people.Remove(person);

    /// <summary>Takes what a snapshot kept.</summary>
    public void Restore(ulong below, IEnumerable<KeyValuePair<ulong, (int Arm, long AtMs)>> kept)
    {
        Below = below;
        foreach (var (person, seen) in kept) people[person] = seen;
    }
}
