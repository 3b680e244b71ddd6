using System.Text;

namespace Reco.Cli.Tests.Import;

/// <summary>Files as people have them: every fault is a sentence and an exit code, never a stack trace, and nothing is taken that they did not mean.</summary>
public sealed class HostileFileTests : IDisposable
{
    private readonly Shell shell = new();

    private string Data => shell.Path("data");

    private Task<int> ItemsAsync(string name, byte[] content, params string[] more)
    {
        File.WriteAllBytes(shell.Path(name), content);
        return shell.RunAsync(["import", "items", shell.Path(name), "--to", Data, .. more]);
    }

    private Task<int> ItemsAsync(string name, string content, params string[] more) => ItemsAsync(name, Encoding.UTF8.GetBytes(content), more);

    [Theory]
    [InlineData("id,title\r\na,Apple\r\nb,\"Ba\r\nnana\"\r\n")]
    [InlineData("\uFEFFid;title\na;Apple\nb;Banana\n")]
    [InlineData("id\ttitle\na\tApple\nb\tBanana")]
    [InlineData("id,title\na,Apple\n\nb,Banana\n\n\n")]
    [InlineData("id,title\r\na,Apple\r\n\r\nb,Banana\r\n\r\n")]
    [InlineData("id\na\n\nb\n\n")]
    public async Task Line_ends_marks_delimiters_and_blank_lines_do_not_matter(string content)
    {
        Assert.Equal(Exit.Done, await ItemsAsync("x.csv", content));
        Assert.StartsWith("2 rows: 2 accepted, 0 known before, 0 rejected.", shell.Output);
    }

    [Theory]
    [InlineData("x.csv")]
    [InlineData("x.jsonl")]
    public async Task A_file_that_is_not_in_utf8_is_refused_rather_than_taken_with_broken_letters(string name)
    {
        var (head, row, tail) = name == "x.csv" ? ("id,title\na,", "b,", "\n") : ("{\"id\":\"a\",\"title\":\"", "{\"id\":\"b\",\"title\":\"", "\"}\n");
        byte[] korean = [0xBB, 0xE7, 0xB0, 0xFA];
        Assert.Equal(Exit.Failed, await ItemsAsync(name, [.. Encoding.UTF8.GetBytes(head + "Apple" + tail + row), .. korean, .. Encoding.UTF8.GetBytes(tail)]));
        Assert.Contains("not UTF-8", shell.Error);
    }

    [Fact]
    public async Task Utf16_with_its_mark_is_read() =>
        Assert.Equal(Exit.Done, await ItemsAsync("x.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("id,title\na,사과\n")]));

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("title\nApple\n")]
    public async Task A_csv_without_an_id_is_used_wrongly(string content)
    {
        Assert.Equal(Exit.Usage, await ItemsAsync("x.csv", content));
        Assert.Contains("no column is \"id\"", shell.Error);
    }

    [Fact]
    public async Task A_field_of_megabytes_is_a_rejected_row()
    {
        Assert.Equal(Exit.SomeRejected, await ItemsAsync("x.csv", $"id,title\na,{new string('x', 3 << 20)}\nb,Banana\n"));
        Assert.StartsWith("2 rows: 1 accepted, 0 known before, 1 rejected.", shell.Output);
    }

    [Theory]
    [InlineData("id,title\na,\"Apple\nb,Banana\n")]
    [InlineData("id,title\na,\"App\"le\nb,Banana\n")]
    [InlineData("id,a\"b\na,b\n\"")]
    public async Task A_csv_that_can_not_be_cut_is_told_in_a_sentence(string content)
    {
        Assert.NotEqual(Exit.Done, await ItemsAsync("x.csv", content));
        Assert.Contains("x.csv", shell.Error);
    }

    [Theory]
    [InlineData("""{"key":"a","key":"b","related":[]}""")]
    [InlineData("""{"key":"a","related":["b"]}""")]
    [InlineData("""{"key":"a","related":[null]}""")]
    [InlineData("""{"key":"a","related":{"id":"b","score":1}}""")]
    [InlineData("""{"key":"a","related":[{"id":"b","id":"c","score":1}]}""")]
    [InlineData("""{"key":"a","related":[{"id":"b","score":1e39}]}""")]
    [InlineData("""{"key":true,"related":[{"id":"b","score":1}]}""")]
    [InlineData("""{"key":"a","related":[{"id":"b","score":"1"}]}""")]
    public async Task A_wrong_row_of_a_relation_is_told_and_nothing_is_switched(string row)
    {
        Assert.Equal(Exit.Failed, await shell.RunAsync("import", "relations", shell.Write("r.jsonl", row + "\n"), "--relation", "similar", "--to", Data));
        Assert.Contains("r.jsonl: row 1: ", shell.Error);
        Assert.Contains("Nothing was imported.", shell.Error);
    }

    [Theory]
    [InlineData("localhost:7071")]
    [InlineData("shop.example.com:80/")]
    public async Task An_address_without_its_scheme_is_not_taken_for_a_folder(string place)
    {
        Assert.Equal(Exit.Usage, await shell.RunAsync("import", "items", shell.Write("x.csv", "id\na\n"), "--to", place));
        Assert.Contains($"http://{place}", shell.Error);
        Assert.False(Directory.Exists(place));
    }

    [Fact]
    public async Task A_database_that_refuses_to_write_is_told_in_a_sentence()
    {
        Assert.Equal(Exit.Done, await ItemsAsync("x.csv", "id\na\n"));
        await using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(Data, "reco.db")};Pooling=False");
        await other.OpenAsync();
        await using var held = await other.BeginTransactionAsync();
        Assert.Equal(Exit.Failed, await ItemsAsync("x.csv", "id\nb\n"));
        Assert.Contains("database is locked", shell.Error);
    }

    public void Dispose() => shell.Dispose();
}
