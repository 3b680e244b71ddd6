namespace Reco.Domain.Interactions;

/// <summary>
/// Folds a batch that a log delivers, person by person: which row goes to whom, what becomes of it, and which can't be folded. Pure: its owner reads the profiles,
/// keeps the failures as dead letters and writes what is given, in one transaction or by compare-and-set. A row that fails never fails another one. Not for two threads.
/// </summary>
public sealed class BatchFold
{
    private readonly Limits limits;
    private readonly LoggedInteraction[] rows;
    private readonly int[] order, places;
    private readonly RowFate[] fates;
    private readonly List<Range> ranges = [];
    private readonly Dictionary<int, FoldFailure> failures = [];

    /// <summary>Sorts a batch by person.</summary>
    /// <param name="delivered">Rows of one partition of a log, in its order.</param>
    /// <param name="limits">How much profiles keep.</param>
    /// <param name="passedOver">Sequences that are dead letters already; null for none.</param>
    public BatchFold(IReadOnlyList<LoggedInteraction> delivered, Limits limits, IReadOnlyCollection<long>? passedOver = null)
    {
        this.limits = limits;
        (rows, order, places, fates) = (new LoggedInteraction[delivered.Count], new int[delivered.Count], new int[delivered.Count], new RowFate[delivered.Count]);
        for (var i = 0; i < order.Length; i++) order[i] = i;
        // People in the order of their keys, which is the order of a store's index; rows of one person stay in the log's order.
        Array.Sort(order, (a, b) => string.CompareOrdinal(delivered[a].Row.User, delivered[b].Row.User) is var byUser and not 0 ? byUser : a - b);
        var people = new List<string>();
        for (var i = 0; i < order.Length; i++)
        {
            rows[i] = delivered[order[i]];
            places[order[i]] = i;
            if (passedOver?.Contains(rows[i].Sequence) == true) fates[i] = RowFate.Failed;
            // A stranger's row is in nobody's profile: it is applied as it is.
            if (rows[i].Row.User.Length == 0) continue;
            if (people.Count == 0 || people[^1] != rows[i].Row.User)
            {
                people.Add(rows[i].Row.User);
                ranges.Add(i..(i + 1));
            }
            else ranges[^1] = ranges[^1].Start..(i + 1);
        }
        People = people;
    }

    /// <summary>Whose rows are in the batch, in ordinal order.</summary>
    public IReadOnlyList<string> People { get; }

    /// <summary>What can't be folded, by the row's place in the delivery. Rows that were passed over are not in it.</summary>
    public IReadOnlyDictionary<int, FoldFailure> Failures => failures;

    /// <summary>What became of a row, by its place in the delivery, at the last <see cref="Fold"/> of its person.</summary>
    public RowFate Fate(int place) => fates[places[place]];

    /// <summary>
    /// The next profile of a person; null when nothing changes: every row failed or was delivered before. May be called again with what a store has meanwhile: a row that
    /// failed once stays failed.
    /// </summary>
    /// <param name="person">Place in <see cref="People"/>.</param>
    /// <param name="open">Gives the profile of a name in <see cref="People"/>, and the log under which its rows are folded (<see cref="ProfileMerge.LogOf"/> for a merged name); throws <see cref="InvalidDataException"/> for a damaged one.</param>
    public Profile? Fold(int person, Func<string, (Profile Profile, string Log)> open)
    {
        var range = ranges[person];
        Profile before;
        try
        {
            (before, var log) = open(People[person]);
            for (var i = range.Start.Value; i < range.End.Value; i++) rows[i] = rows[i] with { Log = log };
        }
        catch (InvalidDataException damage)
        {
            for (var i = range.Start.Value; i < range.End.Value; i++) Fail(i, FoldFailure.Of(DeadLetterReason.DamagedProfile, damage));
            return null;
        }
        var after = fates.AsSpan(range).Contains(RowFate.Failed) || Apply(before, range) is not { Failure: null } whole ? OneByOne(before, range) : whole.Next;
        return ReferenceEquals(after, before) ? null : after;
    }

    /// <summary>Tells the rows that can be folded from those that can't.</summary>
    private Profile OneByOne(Profile profile, Range range)
    {
        for (var i = range.Start.Value; i < range.End.Value; i++)
        {
            if (fates[i] == RowFate.Failed) continue;
            var (next, failure) = Apply(profile, i..(i + 1));
            profile = next;
            if (failure is not null) Fail(i, failure);
        }
        return profile;
    }

    private (Profile Next, FoldFailure? Failure) Apply(Profile before, Range range)
    {
        try
        {
            var next = ProfileFold.Apply(before, rows.AsSpan(range), limits, fates.AsSpan(range));
            return ReferenceEquals(next, before) || next.Write().Length <= limits.ProfileBytes
                ? (next, null)
                : (before, new(DeadLetterReason.ProfileTooLarge, $"The profile would have {next.Write().Length:N0} bytes; the limit is {limits.ProfileBytes:N0} (Reco__Limits__ProfileBytes)."));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return (before, FoldFailure.Of(DeadLetterReason.Fault, fault));
        }
    }

    private void Fail(int index, FoldFailure failure)
    {
        if (fates[index] == RowFate.Failed) return;
        fates[index] = RowFate.Failed;
        failures[order[index]] = failure;
    }
}
