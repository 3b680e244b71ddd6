using System.Text;
using Reco.Domain.Rules;

namespace Reco.Domain.Tests.Rules;

public class JsonDiffTests
{
    [Fact]
    public void A_diff_names_paths_and_both_values() => Assert.Equal(
        ["$.a[1]: 2 → 3", "$.a[2]: (none) → {\"x\":1}", "$.b: null → \"t\"", "$.gone: true → (none)", "$[\"two words\"].x: 1 → 2", "$.new: (none) → []"],
        Between("""{"a":[1,2],"b":null,"gone":true,"two words":{"x":1}}""", """{"a":[1,3,{"x":1}],"b":"t","two words":{"x":2},"new":[]}"""));

    [Fact]
    public void Spaces_order_and_a_byte_order_mark_are_no_differences() => Assert.Empty(Between("""{"a":1,"b":1.0}""", "\uFEFF{ \"b\": 1.0, \"a\": 1 }"));

    [Fact]
    public void A_document_that_can_not_be_read_differs_as_a_whole()
    {
        Assert.Equal(["$: (not JSON) → {\"a\":1}"], Between("{", """{"a":1}"""));
        Assert.Equal(["$: {\"a\":1} → (not JSON)"], Between("""{"a":1}""", """{"a":1,"a":2}"""));
        Assert.Empty(Between("{", "{"));
    }

    private static IReadOnlyList<string> Between(string before, string after) => JsonDiff.Between(Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after));
}
