namespace Reco.Functions.Tests.Rules;

public class RulesTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task A_rule_is_read_as_it_was_written()
    {
        var reply = await shop.GetAsync("/api/rules/grocery/fruit");
        Assert.Equal((200, Shop.Fruit, "\"1\""), (reply.Status, reply.Body, reply.ETag));
        Assert.Equal("304", (await shop.GetAsync("/api/rules/grocery/fruit", ("If-None-Match", "\"1\""))).ToString());
        Assert.Equal("304", (await shop.GetAsync("/api/rules/grocery/fruit", ("If-None-Match", "\"0\", W/\"1\""))).ToString());
        Assert.Equal("404", (await shop.GetAsync("/api/rules/grocery/friut")).ToString()[..3]);
    }

    [Fact]
    public async Task The_list_tells_what_serves() => Assert.Contains(
        """{"service":"grocery","name":"fruit","version":1,"serving":1,"catalog":"default"}""", (await shop.GetAsync("/api/rules")).Body);

    [Fact]
    public async Task A_change_serves_when_it_is_answered_and_a_deletion_too()
    {
        Assert.Equal(201, (await shop.PutAsync("/api/rules/grocery/one", Rule("one", 1))).Status);
        Assert.Single((await shop.GetAsync("/api/recommend/grocery/one")).Ids());
        Assert.Equal(200, (await shop.PutAsync("/api/rules/grocery/one", Rule("one", 2))).Status);
        Assert.Equal(2, (await shop.GetAsync("/api/recommend/grocery/one")).Ids().Length);
        Assert.Equal("204", (await shop.DeleteAsync("/api/rules/grocery/one")).ToString());
        Assert.Equal(404, (await shop.GetAsync("/api/recommend/grocery/one")).Status);
        Assert.Equal(404, (await shop.DeleteAsync("/api/rules/grocery/one")).Status);
    }

    [Fact]
    public async Task If_Match_guards_against_lost_updates()
    {
        var first = await shop.PutAsync("/api/rules/grocery/two", Rule("two", 1), headers: ("If-None-Match", "*"));
        Assert.Equal(201, first.Status);
        Assert.Equal(412, (await shop.PutAsync("/api/rules/grocery/two", Rule("two", 1), headers: ("If-None-Match", "*"))).Status);
        var second = await shop.PutAsync("/api/rules/grocery/two", Rule("two", 2), headers: ("If-Match", first.ETag!));
        Assert.Equal(200, second.Status);
        var lost = await shop.PutAsync("/api/rules/grocery/two", Rule("two", 3), headers: ("If-Match", first.ETag!));
        Assert.Equal(
            $$"""412 {"title":"Precondition Failed","status":412,"detail":"The rule is at revision {{second.ETag!.Trim('"')}} now. Read it again and repeat the change."}""", lost.ToString());
        Assert.Equal(412, (await shop.DeleteAsync("/api/rules/grocery/two", ("If-Match", first.ETag!))).Status);
        Assert.Equal(412, (await shop.PutAsync("/api/rules/grocery/three", Rule("three", 1), headers: ("If-Match", "*"))).Status);
        Assert.Equal(412, (await shop.PutAsync("/api/rules/grocery/two", Rule("two", 3), headers: ("If-Match", "W/" + second.ETag))).Status);
        Assert.Equal(["If-None-Match: only * is understood for a write. Send If-None-Match: * to write only what is not there yet."],
            (await shop.PutAsync("/api/rules/grocery/two", Rule("two", 3), headers: ("If-None-Match", "\"1\""))).Faults());
        Assert.Equal(200, (await shop.PutAsync("/api/rules/grocery/two", Rule("two", 3), headers: ("If-Match", "\"999\", " + second.ETag))).Status);
        Assert.Equal(204, (await shop.DeleteAsync("/api/rules/grocery/two", ("If-Match", "*"))).Status);
    }

    [Fact]
    public async Task Every_fault_of_a_rule_is_told_and_nothing_changes()
    {
        const string wrong = """{ "service": "grocery", "name": "fruit", "candidates": [ { "popuar": "7d" } ], "filters": ["@itm.x == 1"] }""";
        var put = await shop.PutAsync("/api/rules/grocery/fruit", wrong);
        var check = await shop.PostAsync("/api/rules/check", wrong);
        Assert.Equal((422, "application/problem+json"), (put.Status, put.Type));
        Assert.True(put.Faults().Length >= 2);
        Assert.Equal(put.ToString(), check.ToString());
        Assert.Equal("\"1\"", (await shop.GetAsync("/api/rules/grocery/fruit")).ETag);
    }

    [Fact]
    public async Task A_rule_whose_tests_fail_is_refused_with_the_difference_and_the_old_revision_serves_on()
    {
        static string Tested(int limit) => $$"""
            { "service": "grocery", "name": "tested", "candidates": [ { "items": ["apple", "banana"] } ], "limit": {{limit}}, "filters": [ "@item.price > 1" ],
              "tests": [ { "name": "one only", "world": { "items": [ { "id": "apple", "price": 2 }, { "id": "banana", "price": 2 } ] }, "expect": { "ids": ["apple"] } } ] }
            """;
        var first = await shop.PutAsync("/api/rules/grocery/tested", Tested(1));
        Assert.Equal(201, first.Status);
        var refused = await shop.PutAsync("/api/rules/grocery/tested", Tested(2));
        Assert.Equal(422, refused.Status);
        Assert.Equal(
            ["$.tests[0].expect.ids: \"one only\" expects [apple], but the page is [apple, banana]: banana is there, ranked, found by items apple, banana. Mend the rule or the test."], refused.Faults());
        Assert.Equal(refused.ToString(), (await shop.PostAsync("/api/rules/check", Tested(2))).ToString());
        Assert.Equal("200 {\"ok\":true,\"tests\":1}", (await shop.PostAsync("/api/rules/check", Tested(1))).ToString());
        Assert.Equal(first.ETag, (await shop.GetAsync("/api/rules/grocery/tested")).ETag);
        Assert.Equal(["apple"], (await shop.GetAsync("/api/recommend/grocery/tested")).Ids());
    }

    [Fact]
    public async Task The_address_and_the_document_must_agree() => Assert.Equal(422, (await shop.PutAsync("/api/rules/grocery/other", Shop.Fruit)).Status);

    [Fact]
    public async Task A_name_that_no_rule_can_have_is_told_before_the_document() => Assert.Equal(
        ["service: must be 1 to 64 lower-case letters, digits, \"-\" or \"_\", not \"Grocery\".", "name: must be 1 to 64 lower-case letters, digits, \"-\" or \"_\", not \"\"."],
        (await shop.PutAsync("/api/rules/Grocery/fr%FF", Shop.Fruit)).Faults());

    [Fact]
    public async Task A_good_rule_checks_out() => Assert.Equal("200 {\"ok\":true,\"tests\":0}", (await shop.PostAsync("/api/rules/check", Shop.Fruit)).ToString());

    [Fact]
    public async Task The_schema_is_published() => Assert.Equal("https://json-schema.org/draft/2020-12/schema", (await shop.GetAsync("/api/rules/rule.schema.json")).Json().GetProperty("$schema").GetString());

    [Fact]
    public async Task Unknown_parameters_are_refused()
    {
        Assert.Equal(["catalog: unknown parameter. This address takes none."], (await shop.GetAsync("/api/rules?catalog=x")).Faults());
        Assert.Equal(["x: unknown parameter. This address takes none."], (await shop.GetAsync("/api/rules/rule.schema.json?x=1")).Faults());
    }

    private static string Rule(string name, int limit) => $$"""{ "service": "grocery", "name": "{{name}}", "candidates": [ { "items": ["apple", "banana", "durian"] } ], "limit": {{limit}} }""";
}
