using System.Text;
using Reco.Domain.Recommend;

namespace Reco.Domain.Tests.Recommend;

public class RelationReaderTests
{
    [Fact]
    public void Ties_are_in_the_order_of_UTF_8_bytes_as_everywhere()
    {
        // U+FF21 comes before an emoji by code point, but behind its surrogates by UTF-16 unit.
        var row = Read("""{"key":"k","related":[{"id":"🍎","score":1},{"id":"Ａ","score":1},{"id":"b","score":1},{"id":"z","score":2}]}""").Value;
        Assert.Equal(["z", "b", "Ａ", "🍎"], row.Related.Select(r => r.Id));
    }

    [Fact]
    public void Every_fault_is_told_in_document_order() => Assert.Equal(
        """
        $: "item" stands beside "key". Send one of them.
        $.key: must not be empty.
        $.related[0]: "score" is missing.
        $.related[0].ids: unknown property. Did you mean "id"?
        $.related[0].id: must be a text, not 7. Write it in quotes: "7".
        $.related[1].score: must be a finite number, not 1e39.
        """.ReplaceLineEndings("\n"),
        string.Join('\n', Read("""{"key":"","item":"i","related":[{"ids":1,"id":7},{"id":"a","score":1e39}]}""").Faults));

    private static Outcome<RelationRow> Read(string json) => RelationReader.Read(Encoding.UTF8.GetBytes(json), Limits.Default);
}
