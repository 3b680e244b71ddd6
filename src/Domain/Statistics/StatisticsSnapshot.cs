using Reco.Domain.Catalogs;
using Reco.Domain.Interactions.Counting;

namespace Reco.Domain.Statistics;

/// <summary>Statistics of rules as bytes, with the fence that says which rows of the log they contain.</summary>
public static class StatisticsSnapshot
{
    private const byte Version = 1;

    /// <summary>All counts as they are now. Holds writers off meanwhile.</summary>
    public static byte[] Write(RuleStatistics statistics)
    {
        lock (statistics.Writing)
        {
            statistics.Sweep();
            return SnapshotBytes.Write(Version, writer =>
            {
                writer.Write(statistics.Fence);
                writer.Write(statistics.LandmarkMs);
                writer.Write(statistics.LatestMs);
                writer.Write(statistics.Types.Count);
                foreach (var type in statistics.Types) writer.Write(type);
                List<long> open = [.. statistics.Open];
                writer.Write(open.Count);
                foreach (var sequence in open) writer.Write(sequence);
                writer.Write(statistics.Rules.Count);
                foreach (var (key, rule) in statistics.Rules) WriteRule(writer, key, rule);
            });
        }
    }

    /// <summary>
    /// Fills statistics that nothing was counted in yet, and moves their landmark to the period of the latest page. Throws <see cref="InvalidDataException"/> for bytes that are damaged or
    /// of a newer server; nothing was changed then.
    /// </summary>
    public static void Read(RuleStatistics statistics, byte[] bytes)
    {
        using var reader = SnapshotBytes.Open(bytes, Version, "statistics");
        lock (statistics.Writing)
        {
            var (fence, old, latestMs) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
            var landmark = old == long.MinValue ? old : Decay.Landmark(RuleStatistics.Forgetting, latestMs);
            var factor = old == landmark ? 1 : Decay.Factor(RuleStatistics.Forgetting, old, landmark);
            var types = new string[reader.ReadInt32()];
            for (var i = 0; i < types.Length; i++) types[i] = reader.ReadString();
            var open = new long[reader.ReadInt32()];
            for (var i = 0; i < open.Length; i++) open[i] = reader.ReadInt64();
            for (var rules = reader.ReadInt32(); rules > 0; rules--) ReadRule(reader, statistics.Make(reader.ReadString()), factor);
            statistics.Restored(fence, landmark, latestMs, types, open);
        }
    }

    private static void WriteRule(BinaryWriter writer, string key, RuleCounts rule)
    {
        writer.Write(key);
        writer.Write(rule.Arms.Count);
        foreach (var arm in rule.Arms)
        {
            writer.Write(arm.Bucket);
            writer.Write(arm.Canary);
            writer.Write(arm.Pages);
            writer.Write(arm.Squares);
            WriteTally(writer, arm.Total);
            writer.Write(arm.Positions.Count);
            foreach (var position in arm.Positions) WriteTally(writer, position);
        }
        var items = rule.Items.ToList();
        writer.Write(items.Count);
        foreach (var item in items)
        {
            writer.Write(item.Id);
            writer.Write(item.Arms.Count(a => a is not null));
            for (var i = 0; i < item.Arms.Count; i++)
            {
                if (item.Arms[i] is not { } tally) continue;
                writer.Write7BitEncodedInt(i);
                WriteTally(writer, tally);
            }
        }
        writer.Write(rule.People.Below);
        writer.Write(rule.People.People.Count);
        foreach (var (person, (arm, at)) in rule.People.People)
        {
            writer.Write(person);
            writer.Write7BitEncodedInt(arm);
            writer.Write(at);
        }
    }

    private static void ReadRule(BinaryReader reader, RuleCounts rule, double factor)
    {
        for (var arms = reader.ReadInt32(); arms > 0; arms--)
        {
            var arm = rule.Arms[rule.ArmOf(reader.ReadString(), reader.ReadInt64())];
            arm.Pages = reader.ReadDouble() * factor;
            arm.Squares = reader.ReadDouble() * factor * factor;
            ReadTally(reader, arm.Total, factor);
            var positions = reader.ReadInt32();
            for (var i = 1; i <= positions; i++) ReadTally(reader, arm.At(i)!, factor);
        }
        for (var items = reader.ReadInt32(); items > 0; items--)
        {
            var id = reader.ReadString();
            var item = rule.Of(id, ItemNumbers.HashOf(id));
            for (var arms = reader.ReadInt32(); arms > 0; arms--)
            {
                var arm = reader.Read7BitEncodedInt();
                ReadTally(reader, item?.In(arm) ?? new Tally(), factor);
            }
        }
        var below = reader.ReadUInt64();
        var people = new Dictionary<ulong, (int, long)>();
        for (var count = reader.ReadInt32(); count > 0; count--) people[reader.ReadUInt64()] = (reader.Read7BitEncodedInt(), reader.ReadInt64());
        rule.People.Restore(below, people);
    }

    private static void WriteTally(BinaryWriter writer, Tally tally)
    {
        writer.Write(tally.Impressions);
        writer.Write7BitEncodedInt(tally.Types);
        for (var type = 0; type < tally.Types; type++) writer.Write(tally.Rewards(type));
    }

    private static void ReadTally(BinaryReader reader, Tally tally, double factor)
    {
        tally.Show(reader.ReadDouble() * factor);
        var types = reader.Read7BitEncodedInt();
        for (var type = 0; type < types; type++) tally.Reward(type, reader.ReadDouble() * factor);
    }
}
