using System.Text.Json;
using Reco.Domain.Reading;

namespace Reco.Domain.Tests.Rules;

public class MergePatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{"b":2}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":null}""", """{"b":2}""")]
    [InlineData("""{"a":{"x":1,"y":2},"z":3}""", """{"a":{"x":null,"w":4}}""", """{"a":{"y":2,"w":4},"z":3}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[3]}""", """{"a":[3]}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":{"b":null,"c":1}}""", """{"a":{"c":1}}""")]
    [InlineData("""{"a":1}""", """{}""", """{"a":1}""")]
    [InlineData("""[1]""", """{"a":{"b":{"c":null}}}""", """{"a":{"b":{}}}""")]
    [InlineData("""{"a":1}""", """["b"]""", """["b"]""")]
    public void Merges_objects_replaces_the_rest_and_removes_by_null(string target, string patch, string merged)
    {
        using var a = JsonDocument.Parse(target);
        using var b = JsonDocument.Parse(patch);
        Assert.Equal(merged, MergePatch.Apply(a.RootElement, b.RootElement).GetRawText());
    }
}
