using System.Text;
using Microsoft.Extensions.Time.Testing;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;

namespace Reco.Domain.Tests.Interactions;

public class InteractionReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly InteractionReader reader = new(new InteractionTypes(new Dictionary<string, double> { ["finish"] = 1 }), Limits.Default, new FakeTimeProvider(Now), IServedPages.None);

    private Interaction Taken(string json)
    {
        var read = reader.Read(Encoding.UTF8.GetBytes(json), "default");
        Assert.True(read.Ok, string.Join('\n', read.Faults));
        return read.Value;
    }

    private string Refused(string json)
    {
        var read = reader.Read(Encoding.UTF8.GetBytes(json), "default");
        Assert.False(read.Ok);
        return string.Join('\n', read.Faults);
    }

    [Fact]
    public void A_whole_row_is_read()
    {
        var row = Taken("""
            {"id":"i1","user":"u1","item":"banana","type":"purchase","at":"2026-05-01T13:00:00.250+02:00","value":2.5,"basket":"b7","requestId":"r1","position":3,
             "context":{"device":"phone","hour":9,"new":true,"gone":null}}
            """);
        Assert.Equal(("i1", "u1", "banana", "purchase", "b7", "r1"), (row.Id, row.User, row.Item, row.Type, row.Basket, row.RequestId));
        Assert.Equal(new DateTimeOffset(2026, 5, 1, 11, 0, 0, 250, TimeSpan.Zero).ToUnixTimeMilliseconds(), row.AtMs);
        Assert.Equal((2.5, 3), (row.Value, row.Position));
        Assert.Equal(Value.Of("phone"), row.Context["device"]);
        Assert.Equal(Value.Of(9), row.Context["hour"]);
        Assert.Equal(Value.Of(true), row.Context["new"]);
        Assert.True(row.Context["gone"].IsNull);
    }

    [Fact]
    public void At_defaults_to_now_and_optional_nulls_are_absent()
    {
        var row = Taken("""{"user":"u","item":"a","type":"finish","at":null,"value":null,"context":null,"id":null}""");
        Assert.Equal(Now.ToUnixTimeMilliseconds(), row.AtMs);
        Assert.Null(row.Value);
        Assert.Null(row.Id);
        Assert.Empty(row.Context);
    }

    [Fact]
    public void Every_fault_is_told_in_document_order() =>
        Assert.Equal(
            """
            $: "user" is missing.
            $.usr: unknown property. Did you mean "user"?
            $.item: must be a text, not 31. Write it in quotes: "31".
            $.type: unknown type "veiw". Did you mean "view"? Declare others by the setting Reco__Types__NAME.
            $.at: must be a time, not 1700000000000. Write ISO 8601, as in "2026-05-01T12:30:00Z".
            $.value: must be a finite number, not "5".
            $.position: must be a whole number from 1, not 0.
            $.context.where: must be a text, a number or a boolean, not an object.
            $.basket: holds a control character. Leave it out.
            """.ReplaceLineEndings("\n"),
            Refused("""{"usr":"u","item":31,"type":"veiw","at":1700000000000,"value":"5","position":0,"context":{"where":{}},"basket":"a\nb"}"""));

    [Theory]
    [InlineData("""{"user":"","item":"a","type":"view"}""", "$.user: must not be empty.")]
    [InlineData("""{"user":null,"item":"a","type":"view"}""", "$.user: must be a text, not null.")]
    [InlineData("""{"user":"\ud83c","item":"a","type":"view"}""", "$.user: the text is not valid Unicode. Remove the lone surrogate.")]
    [InlineData("""{"user":"u","item":"a","type":"view","at":"1969-12-31T23:59:59Z"}""", "$.at: before 1970.")]
    [InlineData("""{"user":"u","item":"a","type":"view","at":"2026-05-01T12:05:01Z"}""", "$.at: more than 5 minutes ahead of the clock. Check the sender's clock, or leave it out: it defaults to now.")]
    [InlineData("""{"user":"u","item":"a","type":"view","value":1e999}""", "$.value: must be a finite number, not 1e999.")]
    [InlineData("""{"user":"u","item":"a","type":"view","position":1.5}""", "$.position: must be a whole number from 1, not 1.5.")]
    [InlineData("""{"user":"u","item":"a","type":"view","context":[]}""", "$.context: must be an object, not a list.")]
    [InlineData("""[1]""", "$: must be an object, not a list.")]
    public void A_fault_says_where_what_and_what_to_do(string json, string fault) => Assert.Equal(fault, Refused(json));

    [Fact]
    public void What_is_no_json_or_too_large_is_one_fault()
    {
        Assert.Equal("$: not valid JSON (line 1, byte 9). Check commas, quotes and brackets there.", Refused("""{"user":"""));
        Assert.Equal("$.user: stands twice. Keep one of them.", Refused("""{"user":"u","user":"v","item":"a","type":"view"}"""));
        Assert.Equal("$: larger than 65536 bytes. Send less at once.", Refused($$"""{"user":"{{new string('u', 70_000)}}"}"""));
        Assert.Equal("$.user: longer than 256 bytes. Use a shorter one.", Refused($$"""{"user":"{{new string('ü', 129)}}","item":"a","type":"view"}"""));
    }

    [Fact]
    public void Five_minutes_ahead_and_1970_are_taken()
    {
        Assert.Equal(0, Taken("""{"user":"u","item":"a","type":"view","at":"1970-01-01T00:00:00Z"}""").AtMs);
        Assert.Equal(Now.AddMinutes(5).ToUnixTimeMilliseconds(), Taken("""{"user":"u","item":"a","type":"view","at":"2026-05-01T12:05:00Z"}""").AtMs);
    }

    [Fact]
    public void Context_is_bounded()
    {
        var many = string.Join(',', Enumerable.Range(0, 33).Select(i => $"\"c{i}\":1"));
        Assert.Equal("$.context: at most 32 values are allowed, not 33.", Refused("""{"user":"u","item":"a","type":"view","context":{""" + many + "}}"));
    }
}

public class UserReaderTests
{
    private readonly UserReader reader = new(Limits.Default);

    private string Refused(string json, string? user = null) => string.Join('\n', reader.Read(Encoding.UTF8.GetBytes(json), user).Faults);

    [Fact]
    public void Attributes_are_the_row_without_its_id()
    {
        var row = reader.Read("""{ "ageBand": "30s", "id": "u1", "home": { "floor": [1, null] } }"""u8.ToArray()).Value;
        Assert.Equal("u1", row.User);
        Assert.Equal("""{"ageBand":"30s","home":{"floor":[1,null]}}""", Encoding.UTF8.GetString(row.Json.Span));
    }

    [Fact]
    public void The_address_may_name_the_user()
    {
        Assert.Equal("u1", reader.Read("""{"a":1}"""u8.ToArray(), "u1").Value.User);
        Assert.Equal("u1", reader.Read("""{"id":"u1"}"""u8.ToArray(), "u1").Value.User);
        Assert.Equal("$.id: another user than the address names. Leave it out.", Refused("""{"id":"u2"}""", "u1"));
    }

    [Fact]
    public void Faults_are_told()
    {
        Assert.Equal("$: \"id\" is missing.", Refused("""{"a":1}"""));
        Assert.Equal("$.id: must be a text, not 7. Write it in quotes: \"7\".", Refused("""{"id":7}"""));
        Assert.Equal("$.a.b[0]: the text is not valid Unicode. Remove the lone surrogate.", Refused("""{"id":"u","a":{"b":["\udc00"]}}"""));
        var deep = string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40));
        Assert.Equal("$: nested deeper than 32 levels.", Refused($$"""{"id":"u","a":{{deep}}}"""));
    }
}
