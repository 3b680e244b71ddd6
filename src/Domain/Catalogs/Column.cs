namespace Reco.Domain.Catalogs;

/// <summary>The size of the blocks that columns and number tables are cut into: a change copies one block, not the column.</summary>
internal static class Chunk
{
    public const int Bits = 12;
    public const int Size = 1 << Bits;
    public const int Mask = Size - 1;
}

/// <summary>One attribute of all items of a catalog: an immutable array by item number, in blocks that versions of the column share.</summary>
/// <typeparam name="T">double for numbers and times (NaN is null), int for texts (a code, 0 is null), byte for booleans (0 null, 1 false, 2 true), Value for lists and undeclared attributes.</typeparam>
public sealed class Column<T>
{
    private readonly T[]?[] chunks;
    private readonly T absent;

    private Column(T[]?[] chunks, T absent) => (this.chunks, this.absent) = (chunks, absent);

    /// <summary>A column in which every item has <paramref name="absent"/>.</summary>
    public static Column<T> Empty(T absent) => new([], absent);

    /// <summary>The value of an item; what stands for null when nothing was ever written there.</summary>
    public T this[int number]
    {
        get
        {
            var chunk = number >> Chunk.Bits;
            var all = chunks;
            if ((uint)chunk >= (uint)all.Length) return absent;
            var values = all[chunk];
            return values is null ? absent : values[number & Chunk.Mask];
        }
    }

    /// <summary>Collects changes and gives the next version; blocks without a change are shared with this one. Not for use by two threads at once.</summary>
    public Writer Write() => new(this);

    /// <summary>Changes on their way to the next version of a column.</summary>
    public sealed class Writer
    {
        private readonly Column<T> old;
        private T[]?[] chunks;
        private bool[] copied;

        internal Writer(Column<T> old)
        {
            this.old = old;
            chunks = (T[]?[])old.chunks.Clone();
            copied = new bool[chunks.Length];
        }

        /// <summary>Gives an item a new value.</summary>
        public void Set(int number, T value)
        {
            var chunk = number >> Chunk.Bits;
            if (chunk >= chunks.Length)
            {
                var length = Math.Max(chunk + 1, chunks.Length * 2);
                Array.Resize(ref chunks, length);
                Array.Resize(ref copied, length);
            }
            if (!copied[chunk])
            {
                var fresh = new T[Chunk.Size];
                if (chunks[chunk] is { } shared) shared.CopyTo(fresh, 0); else Array.Fill(fresh, old.absent);
                (chunks[chunk], copied[chunk]) = (fresh, true);
            }
            chunks[chunk]![number & Chunk.Mask] = value;
        }

        /// <summary>The next version. The writer must not be used again.</summary>
        public Column<T> Done() => new(chunks, old.absent);
    }
}

/// <summary>Where an attribute's values are: which of the snapshot's arrays of columns, and its place there. Fixed once given, so that compiled expressions hold it.</summary>
/// <param name="Type">The declared type; Dynamic when undeclared.</param>
/// <param name="Slot">Index into <see cref="CatalogSnapshot.Numbers"/> (Number, Time), <see cref="CatalogSnapshot.Texts"/>, <see cref="CatalogSnapshot.Booleans"/> or <see cref="CatalogSnapshot.Values"/> (List, Dynamic).</param>
public readonly record struct ColumnRef(AttributeType Type, int Slot);
