using System.Text;
using Reco.Domain.Rules.DryRuns;

namespace Reco.Domain.Tests.Rules.DryRuns;

public class DryRunReaderTests
{
    [Theory]
    [InlineData("""{ "rule": {}, "last": 5 }""", true)]
    [InlineData("\uFEFF{ \"last\": 5, \"rule\": null", true)]
    [InlineData("""{ "r\u0075le": {} }""", false)]
    [InlineData("""{ "name": "rule", "params": { "rule": 1 } }""", false)]
    [InlineData("""{ "\ud800": 1 }""", false)]
    [InlineData("""{ "\ud800": 1, "rule": {} }""", true)]
    [InlineData("""[ { "rule": 1 } ]""", false)]
    [InlineData("""{ "name": """, false)]
    [InlineData("\"rule\"", false)]
    [InlineData("", false)]
    public void A_dry_run_is_an_object_with_a_rule_in_it(string body, bool isOne) => Assert.Equal(isOne, DryRunReader.IsOne(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void The_draft_is_taken_as_it_was_written()
    {
        var call = DryRunReader.Read("""{ "last": 7, "rule": { "a" : [1,  2.50] } }"""u8.ToArray(), Limits.Default).Value;
        Assert.Equal(("""{ "a" : [1,  2.50] }""", 7, 0), (Encoding.UTF8.GetString(call.Draft.Span), call.Last, call.Requests.Count));
    }

    [Fact]
    public void Requests_keep_their_order_and_strangers_differ()
    {
        var requests = DryRunReader.Read("""{ "rule": {}, "requests": [ { "user": "ann", "item": ["a", "b"], "bucket": "B" }, {}, { "now": "1970-01-01T00:00:01Z" } ] }"""u8.ToArray(), Limits.Default).Value.Requests;
        Assert.Equal(["ann a,b B ", "   ", "   1000"], requests.Select(r => $"{r.User} {string.Join(',', r.Items)} {r.Bucket} {r.NowMs}"));
        Assert.Equal(3, requests.Select(r => r.RequestId).Distinct().Count());
    }

    [Fact]
    public void A_draft_may_be_as_deep_as_a_rule()
    {
        var deep = $"{string.Concat(Enumerable.Repeat("{\"a\":", 31))}{{}}{new string('}', 31)}";
        Assert.True(DryRunReader.Read(Encoding.UTF8.GetBytes($$"""{ "rule": {{deep}}, "last": 1 }"""), Limits.Default).Ok);
        Assert.Equal("$: nested deeper than 33 levels.", RuleSamples.Text(DryRunReader.Read(Encoding.UTF8.GetBytes($$"""{ "rule": { "a": {{deep}} }, "last": 1 }"""), Limits.Default).Faults));
    }
}
