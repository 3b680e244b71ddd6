using System.Text;
using FsCheck.Xunit;

namespace Reco.Domain.Tests;

public sealed class Utf8OrderTests
{
    private static readonly string[] Pieces = ["a", "b", "Z", "é", "ÿ", "사과", "\uE000", "\uFFFD", "😀", "𐀀", ""];

    [Property(MaxTest = 1000)]
    public void Agrees_with_the_order_of_the_bytes(byte[] left, byte[] right)
    {
        string a = Text(left), b = Text(right);
        Assert.Equal(Math.Sign(Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b))), Math.Sign(Utf8Order.Compare(a, b)));
    }

    private static string Text(byte[] picks) => string.Concat(picks.Select(p => Pieces[p % Pieces.Length]));
}
