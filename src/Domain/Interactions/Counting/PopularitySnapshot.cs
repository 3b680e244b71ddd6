namespace Reco.Domain.Interactions.Counting;

/// <summary>
/// Counts as bytes, with the fence that says which rows of the log they contain: after a restart the owner reads them and counts the rows behind the fence.
/// Items are named by id, since numbers are of one process; an id that has no number any more is left out.
/// </summary>
public static class PopularitySnapshot
{
    private const byte Version = 1;

    /// <summary>All counts as they are now. Holds writers off meanwhile, about 50 ns per count.</summary>
    public static byte[] Write(Popularity popularity)
    {
        var ids = new Dictionary<int, int>();
        using var counts = new MemoryStream();
        long fence, latestMs;
        lock (popularity.Writing)
        {
            popularity.Sweep();
            WriteCounts(popularity, new BinaryWriter(counts), ids);
            (fence, latestMs) = (popularity.Fence, popularity.LatestMs);
        }
        return SnapshotBytes.Write(Version, writer =>
        {
            writer.Write(fence);
            writer.Write(latestMs);
            writer.Write(ids.Count);
            foreach (var number in ids.Keys) writer.Write(popularity.Ids.Id(number));
            writer.Write(counts.GetBuffer(), 0, (int)counts.Length);
        });
    }

    /// <summary>Fills counts that nothing was counted in yet. Throws <see cref="InvalidDataException"/> for bytes that are damaged or of a newer server; nothing was changed then.</summary>
    public static void Read(Popularity popularity, byte[] bytes)
    {
        using var reader = SnapshotBytes.Open(bytes, Version, "popularity");
        lock (popularity.Writing)
        {
            var (fence, latestMs) = (reader.ReadInt64(), reader.ReadInt64());
            var numbers = new int[reader.ReadInt32()];
            for (var i = 0; i < numbers.Length; i++) numbers[i] = popularity.Ids.TryGet(reader.ReadString(), out var number) ? number : -1;
            for (var dimensions = reader.ReadInt32(); dimensions > 0; dimensions--) ReadDimension(popularity, reader, numbers);
            popularity.Restored(fence, latestMs);
        }
    }

    private static void WriteCounts(Popularity popularity, BinaryWriter writer, Dictionary<int, int> ids)
    {
        writer.Write(popularity.Dimensions.Count);
        foreach (var dimension in popularity.Dimensions)
        {
            writer.Write((byte)dimension.HalfLife);
            writer.Write(dimension.Scope.Paths.Count);
            foreach (var path in dimension.Scope.Paths) writer.Write(path);
            writer.Write(dimension.LandmarkMs);
            writer.Write(dimension.Everyone is null ? dimension.CellCount : 1);
            if (dimension.Everyone is { } everyone) WriteCell(writer, "", everyone, ids);
            else foreach (var cell in dimension.Cells) WriteCell(writer, cell.Key, cell, ids);
        }
        writer.Flush();
    }

    private static void WriteCell(BinaryWriter writer, string key, CountCell cell, Dictionary<int, int> ids)
    {
        writer.Write(key);
        var found = new List<(int Number, double Count)>(cell.Entries);
        cell.Visit((number, count) => found.Add((number, count)));
        writer.Write(found.Count);
        foreach (var (number, count) in found)
        {
            if (!ids.TryGetValue(number, out var index)) ids[number] = index = ids.Count;
            writer.Write7BitEncodedInt(index);
            writer.Write(count);
        }
    }

    private static void ReadDimension(Popularity popularity, BinaryReader reader, int[] numbers)
    {
        var halfLife = (HalfLife)reader.ReadByte();
        var paths = new string[reader.ReadInt32()];
        for (var i = 0; i < paths.Length; i++) paths[i] = reader.ReadString();
        var scope = new PopularityScope(paths);
        popularity.Declare(halfLife, scope);
        var dimension = popularity.Find(halfLife, scope)!;
        dimension.Restore(reader.ReadInt64());
        for (var cells = reader.ReadInt32(); cells > 0; cells--)
        {
            var key = reader.ReadString();
            CountCell cell = dimension.Everyone is { } everyone ? everyone : dimension.Make(key, popularity.Bounds);
            for (var count = reader.ReadInt32(); count > 0; count--)
            {
                var (number, value) = (numbers[reader.Read7BitEncodedInt()], reader.ReadDouble());
                if (number >= 0) cell.Add(number, value);
            }
        }
    }
}
