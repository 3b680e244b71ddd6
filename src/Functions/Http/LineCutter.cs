using System.Buffers;

namespace Reco.Functions.Http;

/// <summary>Cuts a stream into lines. A blank line is no row; of a line that is too long nothing is kept, and the next one is read as usual.</summary>
/// <param name="maxBytes">Longest line.</param>
internal sealed class LineCutter(int maxBytes)
{
    private int index;
    private bool skipping;

    /// <summary>The next whole line of <paramref name="rest"/>, which moves past it; false when more bytes are needed.</summary>
    public bool Next(ref ReadOnlySequence<byte> rest, bool last, out BodyRow row)
    {
        while (true)
        {
            var end = rest.PositionOf((byte)'\n');
            if (end is null && !last)
            {
                if (rest.Length > maxBytes)
                {
                    // The line will not be kept: drop what is here, so that the pipe does not fill up.
                    skipping = true;
                    rest = rest.Slice(rest.End);
                }
                row = default;
                return false;
            }
            if (end is null && rest.IsEmpty && !skipping)
            {
                row = default;
                return false;
            }
            var line = end is { } found ? rest.Slice(0, found) : rest;
            rest = end is { } at ? rest.Slice(rest.GetPosition(1, at)) : rest.Slice(rest.End);
            if (skipping || line.Length > maxBytes)
            {
                skipping = false;
                row = new BodyRow(index++, default, TooLong: true);
                return true;
            }
            var bytes = Trim(line.ToArray());
            if (bytes.IsEmpty) continue;
            row = new BodyRow(index++, bytes);
            return true;
        }
    }

    private static ReadOnlyMemory<byte> Trim(byte[] line)
    {
        var range = line.AsSpan();
        var start = range.Length - range.TrimStart(" \t\r"u8).Length;
        var length = range.Trim(" \t\r"u8).Length;
        return line.AsMemory(length == 0 ? 0 : start, length);
    }
}
