using System.Buffers;
using System.Text;
using Reco.Functions.Http;

namespace Reco.Functions.Tests.Http;

public class LineCutterTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("\n\n", "")]
    [InlineData("a", "0:a")]
    [InlineData("a\n", "0:a")]
    [InlineData("a\r\n\r\nb", "0:a 1:b")]
    [InlineData("  a \nb\n", "0:a 1:b")]
    [InlineData("12345678\n123456789\nc", "0:12345678 1:(long) 2:c")]
    [InlineData("1234567890123456789012345678901234567890\nb\n", "0:(long) 1:b")]
    [InlineData("a\n1234567890123456789012345678901234567890", "0:a 1:(long)")]
    public void Cuts_lines_wherever_the_network_cut_them(string text, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var step = 1; step <= bytes.Length + 1; step++) Assert.Equal(expected, Cut(bytes, step));
    }

    private static string Cut(byte[] bytes, int step)
    {
        var (cutter, found, kept, read) = (new LineCutter(8), new List<string>(), Array.Empty<byte>(), 0);
        while (true)
        {
            var next = Math.Min(step, bytes.Length - read);
            var rest = new ReadOnlySequence<byte>([.. kept, .. bytes.AsSpan(read, next)]);
            read += next;
            while (cutter.Next(ref rest, read == bytes.Length, out var row)) found.Add($"{row.Index}:{(row.TooLong ? "(long)" : Encoding.UTF8.GetString(row.Json.Span))}");
            kept = rest.ToArray();
            if (read == bytes.Length) return string.Join(' ', found);
        }
    }
}
