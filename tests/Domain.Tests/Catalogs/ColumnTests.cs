using Reco.Domain.Catalogs;

namespace Reco.Domain.Tests.Catalogs;

public sealed class ColumnTests
{
    [Fact]
    public void A_change_leaves_the_version_before_it_as_it_was()
    {
        var first = Set(Column<double>.Empty(double.NaN), (3, 1.5), (5000, 2.5));
        var second = Set(first, (3, 9), (4095, 7));

        Assert.Equal((1.5, 2.5), (first[3], first[5000]));
        Assert.True(double.IsNaN(first[4095]));
        Assert.Equal((9, 2.5, 7), (second[3], second[5000], second[4095]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public void What_was_never_written_is_absent(int number) => Assert.Equal(-1, Set(Column<int>.Empty(-1), (1, 1))[number]);

    private static Column<T> Set<T>(Column<T> column, params (int Number, T Value)[] values)
    {
        var writer = column.Write();
        foreach (var (number, value) in values) writer.Set(number, value);
        return writer.Done();
    }
}
