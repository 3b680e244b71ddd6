using Reco.Domain.Statistics;

namespace Reco.Domain.Tests.Statistics;

public class ConfidenceTests
{
    /// <summary>Table I of Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), method 3.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void The_interval_of_a_share_is_the_published_one(int successes, int trials, double low, double high)
    {
        var interval = Wilson.Interval((double)successes / trials, trials);
        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
        var mirrored = Wilson.Interval(1 - (double)successes / trials, trials);
        Assert.Equal(1 - interval.High, mirrored.Low, 12);
    }

    [Fact]
    public void Without_trials_nothing_is_known() => Assert.Equal((0, 1), Wilson.Interval(0, 0));

    [Fact]
    public void Mendels_peas_fit_nine_to_three_to_three_to_one()
    {
        var test = ChiSquare.Test([315, 101, 108, 32], [9, 3, 3, 1])!.Value;
        Assert.Equal(0.470, test.Statistic, 3);
        Assert.Equal(0.925, test.P, 3);
    }

    /// <summary>The upper 5 % points of the tables.</summary>
    [Theory]
    [InlineData(1, 3.841)]
    [InlineData(2, 5.991)]
    [InlineData(5, 11.070)]
    [InlineData(9, 16.919)]
    public void Its_probability_is_that_of_the_tables(int freedom, double statistic)
    {
        // Of k + 1 equal cases with n each, one has d more and one d less: 2 d² / n.
        const int n = 100_000;
        var d = (int)Math.Round(Math.Sqrt(statistic * n / 2));
        int[] observed = [n + d, n - d, .. Enumerable.Repeat(n, freedom - 1)];
        Assert.Equal(0.05, ChiSquare.Test(observed, [.. observed.Select(_ => 1.0)])!.Value.P, 3);
    }

    [Fact]
    public void One_case_or_too_few_are_not_tested()
    {
        Assert.Null(ChiSquare.Test([50], [100]));
        Assert.Null(ChiSquare.Test([90, 1], [95, 5]));
        Assert.NotNull(ChiSquare.Test([95, 5], [95, 5]));
    }
}
