using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Reco.Domain.Catalogs;

namespace Reco.Storage.Tests.Queries;

/// <summary>Items of every sort: attributes that are missing, null, of the wrong type, at the edge of doubles, of text and of time.</summary>
public static class QueryWorld
{
    public static readonly (string Path, AttributeType Type)[] Declared =
    [
        ("price", AttributeType.Number), ("stock", AttributeType.Number), ("name", AttributeType.Text), ("brand.name", AttributeType.Text),
        ("active", AttributeType.Boolean), ("at", AttributeType.Time), ("until", AttributeType.Time), ("tags", AttributeType.List), ("sizes", AttributeType.List),
    ];

    public static readonly string[] Texts = ["", "a", "A", "ab", "é", "한", "\uFF5E", "\U0001F34C", "\U0001F34C\U0001F34D", "a\0b", "true", "1", "' OR 1=1 --", "%", "2024-03-01T12:00:00Z"];

    public static readonly double[] Numbers = [0, -0.0, 1, 2, 2.5, -3, 0.1, 1e308, -1e308, 1.7976931348623157e308, 9007199254740993, 1e19, 5e-324, 86_400];

    private static readonly string[] Json =
    [
        .. Numbers.Select(n => n.ToString("R", System.Globalization.CultureInfo.InvariantCulture)),
        .. Texts.Select(t => System.Text.Json.JsonSerializer.Serialize(t)),
        "null", "true", "false", "1e400", "-1e400", "9007199254740992", "9223372036854775807", "-0.0", "3.0", "{}", """{"name":"a"}""",
        "\"2024-02-30T00:00:00Z\"", "\"2024-03-01\"", "\"2024-03-01T21:00:00+09:00\"", "\"1969-12-31T23:59:59.999Z\"", "\"2024-03-01T12:00:00.25Z\"",
        "[]", "[\"a\",\"é\",\"\U0001F34C\"]", "[1,2.5,-0.0,true]", "[0,false,null,\"\",{\"x\":1},[1]]", "[\"1\",1,\"true\"]", "[9007199254740993]",
    ];

    private static readonly Gen<string> Member =
        from path in Gen.Elements("price", "stock", "name", "brand", "active", "at", "until", "tags", "sizes", "extra")
        from json in Gen.Frequency((2, Gen.Elements(Json)), (1, Fitting(path)))
        select $"\"{path}\":{json}";

    private static readonly Gen<string> Members =
        from count in Gen.Choose(0, 12)
        from members in Gen.ListOf(Member, count)
        select string.Join(',', members.DistinctBy(m => m[..m.IndexOf(':', StringComparison.Ordinal)]));

    /// <summary>Five to forty items; ids of all sorts too.</summary>
    public static Gen<ItemDocument[]> Items { get; } =
        from count in Gen.Choose(5, 40)
        from members in Gen.ListOf(Members, count)
        select members.Select((m, i) => Contracts.Items.Item(Id(i), m)).ToArray();

    /// <summary>An item in words, for failures.</summary>
    public static string Words(ItemDocument item) => Encoding.UTF8.GetString(item.Json.Span);

    private static Gen<string> Fitting(string path) => path switch
    {
        "price" or "stock" => Gen.Elements("1", "2", "2.5", "3"),
        "name" or "extra" => Gen.Elements("\"a\"", "\"ab\"", "\"\U0001F34C\"", "\"\uFF5E\""),
        "brand" => Gen.Elements("""{"name":"a"}""", """{"name":"ab"}""", """{"name":null}"""),
        "active" => Gen.Elements("true", "false"),
        "at" or "until" => Gen.Elements("\"2024-03-01T12:00:00Z\"", "\"2024-03-02\"", "\"1970-01-01T00:00:00Z\""),
        _ => Gen.Elements("[\"a\"]", "[\"a\",1]", "[1,2]"),
    };

    private static string Id(int i) => i < Texts.Length && Texts[i].Length > 0 ? Texts[i] : $"i{i}";
}
