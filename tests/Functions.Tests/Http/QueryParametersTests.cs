using FsCheck.Xunit;
using Reco.Functions.Http;

namespace Reco.Functions.Tests.Http;

public class QueryParametersTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("?", "")]
    [InlineData("?user=u1&item=a&item=b", "user=u1 item=a item=b")]
    [InlineData("?&&user=u1&", "user=u1")]
    [InlineData("?explain", "explain=")]
    [InlineData("?a=b=c", "a=b=c")]
    [InlineData("?user=a+b%20c%2Bd", "user=a b c+d")]
    [InlineData("?user=%EC%82%AC%EA%B3%BC", "user=사과")]
    [InlineData("?user=%E4%BD", "user=(bad)")]
    [InlineData("?user=%zz", "user=(bad)")]
    [InlineData("?user=%4", "user=(bad)")]
    [InlineData("?user=%00", "user=(bad)")]
    [InlineData("?%FF=1", "(bad)=1")]
    [InlineData("?context.d%C3%A9=1", "context.dé=1")]
    public void Walks_the_raw_query(string query, string expected)
    {
        var found = new List<string>();
        var parameters = new QueryParameters(query);
        while (parameters.Next()) found.Add($"{parameters.Name ?? "(bad)"}={parameters.Value ?? "(bad)"}");
        Assert.Equal(expected, string.Join(' ', found));
    }

    [Property(MaxTest = 500)]
    public void Reads_back_what_an_encoder_wrote(string? text)
    {
        var expected = (text ?? "").Replace("\0", "");
        if (expected.Any(char.IsSurrogate)) return;
        Assert.Equal(expected, QueryParameters.Decode(Uri.EscapeDataString(expected)));
        Assert.Equal(expected, QueryParameters.Decode(System.Net.WebUtility.UrlEncode(expected)));
    }
}
