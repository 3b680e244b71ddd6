using System.Text;
using Reco.Domain.Reading;

namespace Reco.Domain.Tests.Rules;

public class JsonLocatorTests
{
    private const string Document = """
        {
          "service": "grocery",
          "params": { "max price": 3, "한🍌": [1, [2, { "x": null }]] },
        	"tests": [
            { "name": "a" }, 7,
            []
          ]
        }
        """;

    [Theory]
    [InlineData("$", 1, 1)]
    [InlineData("$.service", 2, 3)]
    [InlineData("$.params", 3, 3)]
    [InlineData("$.params[\"max price\"]", 3, 15)]
    [InlineData("$.params[\"\\uD55C\\uD83C\\uDF4C\"]", 3, 31)]
    [InlineData("$.params[\"\\uD55C\\uD83C\\uDF4C\"][1][1].x", 3, 48)]
    [InlineData("$.tests", 4, 2)]
    [InlineData("$.tests[0]", 5, 5)]
    [InlineData("$.tests[0].name", 5, 7)]
    [InlineData("$.tests[1]", 5, 22)]
    [InlineData("$.tests[2]", 6, 5)]
    [InlineData("$.tests[0].expect.ids[3]", 5, 5)]
    [InlineData("$.tests[9].name", 4, 2)]
    [InlineData("$.nothing", 1, 1)]
    [InlineData("limit", 1, 1)]
    public void A_path_stands_where_an_editor_shows_it(string path, int line, int column)
    {
        Assert.Equal((line, column), new JsonLocator(Encoding.UTF8.GetBytes(Document), 32).Find(path));
        Assert.Equal((line, column), new JsonLocator(Encoding.UTF8.GetBytes("\uFEFF" + Document), 32).Find(path));
        Assert.Equal((line, column), new JsonLocator(Encoding.UTF8.GetBytes(Document.ReplaceLineEndings("\r\n")), 32).Find(path));
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{", 1, 2)]
    [InlineData("{\n  \"a\": 1,\n}", 3, 1)]
    [InlineData("{ \"한\": 1 \"b\": 2 }", 1, 10)]
    [InlineData("[[[[1]]]]", 1, 4)]
    [InlineData("{} {}", 1, 4)]
    public void A_document_that_is_no_json_stands_where_it_breaks_off(string json, int line, int column) =>
        Assert.Equal((line, column), new JsonLocator(Encoding.UTF8.GetBytes(json), 3).Find("$"));

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x7B })]
    [InlineData(new byte[] { 0x22, 0xFF, 0x22 })]
    [InlineData(new byte[] { 0x7B, 0x22, 0xC3, 0x22, 0x3A, 0x31, 0x7D })]
    public void Bytes_that_are_no_text_have_a_place_too(byte[] utf8) => Assert.Equal(1, new JsonLocator(utf8, 32).Find("$.a").Line);

    [Fact]
    public void A_name_that_is_no_unicode_is_passed_over() =>
        Assert.Equal((2, 1), new JsonLocator("{\"\\ud800\":1,\n\"a\":2}"u8.ToArray(), 32).Find("$.a"));
}
