using System.Text;
using Reco.Domain.Catalogs;

namespace Reco.Domain.Tests.Rules;

public class CatalogDocumentTests
{
    [Fact]
    public void Reads_a_type_for_each_attribute_and_writes_it_again()
    {
        var definition = Parse("""{ "attributes": { "tags": "list", "price": "number", "brand.name": "text", "createdAt": "time", "ripe": "boolean" } }""").Value;
        Assert.Equal("default", definition.Name);
        Assert.Equal(AttributeType.Text, definition.TypeOf("brand.name"));
        Assert.Equal(AttributeType.Dynamic, definition.TypeOf("brand"));
        Assert.Equal("""{"attributes":{"brand.name":"text","createdAt":"time","price":"number","ripe":"boolean","tags":"list"}}""", Encoding.UTF8.GetString(CatalogDocument.Write(definition)));
    }

    [Fact]
    public void Reports_every_fault_in_one_pass() => Assert.Equal(
        """
        $.attributes.price: unknown value "nmber". Did you mean "number"?
        $.attributes.id: the server gives this name a meaning of its own. Choose another one.
        $.attributes["a b"]: expressions can't say this path. Use letters, digits and "_", not a digit first, with dots between names.
        $.attributes["brand.name"]: can't be declared beside "brand": one contains the other. Declare the inner one only.
        $.attributes.status: must be one of "number", "text", "boolean", "time", "list", not 5.
        $.attribute: unknown property. Did you mean "attributes"?
        """,
        RuleSamples.Text(Parse("""{ "attributes": { "price": "nmber", "id": "text", "a b": "text", "brand": "text", "brand.name": "text", "status": 5 }, "attribute": {} }""").Faults));

    [Fact]
    public void Refuses_what_is_no_declaration() => Assert.Equal(
        """
        [] → $: must be an object, not a list.
        {} → $: "attributes" is missing.
        {"attributes":[]} → $.attributes: must be an object, not a list.
        {"attributes":{"a":"text","a":"text"}} → $.attributes.a: stands twice. Keep one of them.
        """,
        string.Join('\n', new[] { "[]", "{}", """{"attributes":[]}""", """{"attributes":{"a":"text","a":"text"}}""" }.Select(json => $"{json} → {RuleSamples.Text(Parse(json).Faults)}")));

    [Fact]
    public void Bounds_the_number_of_attributes()
    {
        var many = string.Join(", ", Enumerable.Range(0, 257).Select(i => $"\"a{i}\": \"text\""));
        Assert.Equal("$.attributes: at most 256 attributes can be declared, not 257.", RuleSamples.Text(Parse($$"""{ "attributes": { {{many}} } }""").Faults));
    }

    [Fact]
    public void A_name_goes_into_addresses() =>
        Assert.Equal("name: must be 1 to 64 lower-case letters, digits, \"-\" or \"_\", not \"a/b\".", RuleSamples.Text(CatalogDocument.Parse("a/b", "{\"attributes\":{}}"u8.ToArray(), Limits.Default).Faults));

    private static Outcome<CatalogDefinition> Parse(string json) => CatalogDocument.Parse("default", Encoding.UTF8.GetBytes(json), Limits.Default);
}
