using System.Text;
using Reco.Cli.Rows;

namespace Reco.Cli.Tests.Rows;

public sealed class RowFileTests : IDisposable
{
    private readonly Shell shell = new();

    [Fact]
    public void Columns_become_attributes_by_their_names_or_by_the_map() => Assert.Equal(
        [
            """{"id":"1","title":"Toy, Story","genres":["Adventure","Comedy"],"price":9.5,"brand":{"name":"Pixar"},"status":"OK"}""",
            """{"id":"2","title":"Jumanji","status":"OK"}""",
        ],
        Read("movieId,title,genres,price,brand,skip\n1,\"Toy, Story\",Adventure| Comedy|,9.50,Pixar,x\n2,Jumanji,,,,\n",
            ["movieId=id", "genres=genres:list(|)", "price:number", "brand=brand.name", "skip=-"], ["status=OK"]));

    [Fact]
    public void Interactions_take_usual_names_and_leave_other_columns_out() => Assert.Equal(
        ["""{"user":"1","item":"31","value":2.5,"at":"2009-12-14T02:52:24Z","context":{"device":"tv"},"type":"rate"}"""],
        Read("userId,movieId,rating,timestamp,context.device,note\n1,31,2.5,1260759144,tv,good\n", [], ["type=rate"], RowFileOptions.InteractionAttributes));

    [Fact]
    public void A_mapped_column_wins_over_a_usual_name() => Assert.Equal(
        ["""{"user":"7","item":"b"}"""],
        Read("movieId,other,userId,who\na,b,1,7\n", ["other=item", "who=user"], [], RowFileOptions.InteractionAttributes).Select(r => Sorted(r)));

    [Theory]
    [InlineData("time", "2024-02-29T10:00:00+01:00", "2024-02-29T09:00:00Z")]
    [InlineData("time", "1260759144", "2009-12-14T02:52:24Z")]
    [InlineData("time", "1260759144123", "2009-12-14T02:52:24.123Z")]
    [InlineData("unix", "0.5", "1970-01-01T00:00:00.5Z")]
    [InlineData("unixms", "1", "1970-01-01T00:00:00.001Z")]
    public void Times_come_in_three_forms(string conversion, string text, string time) =>
        Assert.Equal([$$"""{"at":"{{time}}"}"""], Read($"x\n{text}\n", [$"x=at:{conversion}"], []));

    [Fact]
    public void Wrong_rows_carry_their_reason_and_their_text()
    {
        var rows = Rows("id,price,sold\n1,cheap,true\n2,1\n3,1,maybe\n4,1,no\n", ["price:number", "sold:boolean"]);
        Assert.Equal(
            ["1 $.price: \"cheap\" is not a number <1,cheap,true>", "2 the row has 2 fields, the header 3 <2,1>", "3 $.sold: \"maybe\" is neither true nor false <3,1,maybe>", "4  <{\"id\":\"4\",\"price\":1,\"sold\":false}>"],
            rows.Select(r => $"{r.Number} {r.Fault} <{Encoding.UTF8.GetString(r.Json.Span)}>"));
    }

    [Fact]
    public void Json_lines_pass_with_constants_renames_and_ids()
    {
        using var file = new RowFile(shell.Write("x.jsonl", "{\"id\":\"1\",\"t\":5}\n\n{broken\n[1]\n{\"type\":\"view\"}\n"), null, ColumnMap.Parse(["t=at:unix"], ["type=rate"]));
        Assert.Equal(
            ["""{"id":"1","type":"rate","at":"1970-01-01T00:00:05Z"}""", "the line is not JSON", "the line is not a JSON object", """{"type":"view","id":"d-4"}"""],
            file.Read("d").Select(r => r.Fault?.Split(':')[0] ?? Encoding.UTF8.GetString(r.Json.Span)));
    }

    [Theory]
    [InlineData("a,b", "c=id", "there is no column \"c\"")]
    [InlineData("a,b", "a=id:hex", "Unknown conversion \"hex\"")]
    [InlineData("a,b", "a=b.c", "are the attribute \"b\"")]
    public void A_wrong_map_is_told_before_any_row(string header, string map, string said) =>
        Assert.Contains(said, Assert.Throws<CliException>(() => Read(header + "\n1,2\n", [map, .. map == "a=b.c" ? ["b=b"] : Array.Empty<string>()], [])).Message);

    private List<SourceRow> Rows(string csv, string[] maps, string[]? sets = null, IReadOnlyDictionary<string, Conversion>? known = null)
    {
        using var file = new RowFile(shell.Write("x.csv", csv), null, ColumnMap.Parse(maps, sets ?? [], known));
        return [.. file.Read()];
    }

    private IEnumerable<string> Read(string csv, string[] maps, string[] sets, IReadOnlyDictionary<string, Conversion>? known = null) =>
        Rows(csv, maps, sets, known).Select(r => r.Fault ?? Encoding.UTF8.GetString(r.Json.Span));

    private static string Sorted(string row) => "{" + string.Join(',', row.Trim('{', '}').Split(',').OrderDescending()) + "}";

    public void Dispose() => shell.Dispose();
}
