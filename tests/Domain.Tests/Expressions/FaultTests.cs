using Reco.Domain.Expressions;

namespace Reco.Domain.Tests.Expressions;

/// <summary>What an operator reads when an expression is wrong: the whole text, with the column and what to do.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData("price < 3", """column 1: unknown name "price". Known: candidate, item, now, params, request, seed, user, young.""")]
    [InlineData("1 + 2 * itm.price > 3", """column 9: unknown name "itm". Did you mean "item"?""")]
    [InlineData("item.status == 3", "column 13: a text is not compared with a number.")]
    [InlineData("item.price + item.status > 1", """column 12: no "+" of a number and a text.""")]
    [InlineData("item.createdAt + now > now", """column 16: no "+" of a time and a time.""")]
    [InlineData("item.createdAt > 'yesterday'", "column 18: 'yesterday' is not a time. Write it as ISO 8601: '2026-01-31T12:00:00Z'.")]
    [InlineData("item.tags == 'x'", "column 11: a list is not compared. Use in, any or all.")]
    [InlineData("item.fresh < true", "column 12: booleans have no order.")]
    [InlineData("item.price in 'a'", "column 15: expected a list, not a text.")]
    [InlineData("item.price", "expected a boolean, not a number.")]
    [InlineData("!item.price", "column 2: expected a boolean, not a number.")]
    [InlineData("-item.status > 1", "column 1: expected a number, not a text.")]
    [InlineData("item == null", """column 1: "item" is no value. Name a member: item.name.""")]
    [InlineData("lenght(item.brand) > 1", """column 1: unknown function "lenght". Did you mean "length"?""")]
    [InlineData("clamp(1, 2) > 1", "column 1: \"clamp\" takes 3 arguments, not 2.")]
    [InlineData("min(1) > 1", "column 1: \"min\" takes 2 arguments or more, not 1.")]
    [InlineData("abs(item.brand) > 1", "column 5: expected a number, not a text.")]
    [InlineData("length(item.price) > 1", "column 8: expected a text or a list, not a number.")]
    [InlineData("item.brand.length() > 1", "column 12: unknown method \"length\". Only user has methods.")]
    [InlineData("user.lats('view', 3) == null", """column 6: unknown method of user "lats". Did you mean "last"?""")]
    [InlineData("item.id in user.last('veiw', 3)", """column 22: unknown interaction type "veiw". Did you mean "view"?""")]
    [InlineData("item.id in user.last('view', 501)", "column 30: expected a whole number from 1 to 500.")]
    [InlineData("item.id in user.last('view', request.limit)", "column 30: expected a constant: a literal or one of params.")]
    [InlineData("user.count('view', '3 days') > 1", "column 20: expected a duration such as '3d', '12h', '30m', '45s' or a number of seconds.")]
    [InlineData("request.itms == null", """column 9: unknown member of request "itms". Did you mean "items"?""")]
    [InlineData("request.context == null", "column 9: name one context value. Write request.context.name.")]
    [InlineData("candidate.scor > 1", """column 11: unknown member of candidate "scor". Did you mean "score"?""")]
    [InlineData("now.hours > 1", """column 5: unknown part of now "hours". Did you mean "hour"?""")]
    [InlineData("params.maxPrise > 1", """column 8: unknown parameter "maxPrise". Did you mean "maxPrice"?""")]
    [InlineData("young.x", "column 7: \"young\" has no members.")]
    [InlineData("first(item.tags).x == 1", "column 18: a value has no member \"x\".")]
    [InlineData("any(item.tags, x => x.y == 1)", "column 23: \"x\" has no members.")]
    [InlineData("any(item.tags, 3)", "column 16: expected a lambda. Write any(list, x => …).")]
    [InlineData("any(item.tags, now => true)", "column 16: \"now\" already has a meaning. Name the parameter otherwise.")]
    [InlineData("any([1], x => any([1], y => any([1], z => z == 1)))", "column 38: lambdas nest deeper than 2.")]
    [InlineData("abs(x => 1) > 1", "column 5: a lambda stands only behind the list of any, all, count, sum, min or max.")]
    [InlineData("", "column 1: expected an expression.")]
    [InlineData("1 +", "column 4: expected an expression.")]
    [InlineData("1 + * 2", "column 5: expected an expression.")]
    [InlineData("(1 + 2", "column 7: expected \")\" or an operator.")]
    [InlineData("abs(1", "column 6: expected \")\" or \",\".")]
    [InlineData("[1, 2", "column 6: expected \"]\" or \",\".")]
    [InlineData("item.", "column 6: expected a name.")]
    [InlineData("true ? 1", "column 9: expected \":\".")]
    [InlineData("item.price = 3", "column 12: expected an operator or the end.")]
    [InlineData("item.status == 'OK", "column 16: the text that begins here has no closing ' or an unknown escape.")]
    [InlineData("item.price > 1e999", "column 14: the number that begins here is too large.")]
    [InlineData("1 2", "column 3: expected an operator or the end.")]
    [InlineData("- ", "column 3: expected an expression.")]
    public void Each_mistake_is_told_with_its_column(string text, string told)
    {
        var world = new ExpressionWorld();
        world.Params["maxPrice"] = Value.Of(30.0);
        world.Let("young", "days(now - item.createdAt) < 7");
        Assert.Equal("$.f: " + told, world.Faults(c => c.AddFilter("$.f", text, FilterEffect.Keep)));
    }

    [Fact]
    public void All_mistakes_of_all_expressions_are_told_at_once_in_order()
    {
        var world = new ExpressionWorld();
        world.Let("a", "itm.x + 1");
        world.Let("now", "1");
        world.Let("loop", "pool + 1");
        world.Let("pool", "loop * 2");
        var told = world.Faults(c =>
        {
            c.AddFilter("$.filters[0]", "item.price < 'x' && foo(1) && item.status > nothing", FilterEffect.Keep);
            c.SetScore("$.rank.score", "item.brand");
            c.AddTest("$.pins[0].when", "item.price > 1");
            c.AddKeys("$.candidates[0].to", "now");
            c.AddQuery("$.candidates[1].query", "candidate.score > 1", "$.candidates[1].orderBy", "item.tags");
            c.AddFilter("$.filters[1]", "a > 1", FilterEffect.Keep);
        });
        Assert.Equal(
            """
            $.let.now: "now" is a name of the language. Choose another.
            $.let.a: column 1: unknown name "itm". Did you mean "item"?
            $.let.pool: column 1: "loop" is defined by itself: loop → pool → loop.
            $.filters[0]: column 12: a number is not compared with a text.
            $.filters[0]: column 21: unknown function "foo". Known: abs, all, any, ceil, clamp, contains, count, days, endsWith, exp, first, floor, hash, hours, length, log, log1p, lower, max, min, minutes, pow, round, sqrt, startsWith, sum, upper.
            $.filters[0]: column 45: unknown name "nothing". Known: candidate, item, now, params, request, seed, user, a, loop, pool.
            $.rank.score: expected a number, not a text.
            $.pins[0].when: column 1: "item" is not known here: this is evaluated once per request, without a candidate.
            $.candidates[0].to: expected a text, a number or a list of them, not a time.
            $.candidates[1].query: column 1: "candidate" is not known here: a query looks at all items of the catalog.
            $.candidates[1].orderBy: expected a number, a time or a text to sort by, not a list.
            """.ReplaceLineEndings("\n"),
            told);
    }

    [Fact]
    public void Sizes_and_nesting_are_bounded()
    {
        var world = new ExpressionWorld();
        Assert.Equal("$: the expression is longer than 4096 bytes.", Filter(new string(' ', 4_097)));
        Assert.Equal("$: the expression has 399 parts, more than 256.", Filter(string.Join(" + ", Enumerable.Repeat("1", 200)) + " > 1"[..0]));
        Assert.Equal("$: column 41: the expression nests deeper than 40.", Filter(new string('(', 2_000) + "1" + new string(')', 2_000)));
        Assert.Equal("$: column 41: the expression nests deeper than 40.", Filter(new string('[', 2_000)));
        Assert.StartsWith("$: column ", Filter(string.Concat(Enumerable.Repeat("abs(", 900))), StringComparison.Ordinal);
        Assert.StartsWith("$: column ", Filter(string.Concat(Enumerable.Repeat("true?", 800))), StringComparison.Ordinal);
        Assert.StartsWith("$: column ", Filter(string.Concat(Enumerable.Repeat("true?1:", 500))), StringComparison.Ordinal);
        Assert.StartsWith("$: the expression has", Filter(new string('!', 3_000) + "true"), StringComparison.Ordinal);
        Assert.StartsWith("$: the expression has", Filter(string.Concat(Enumerable.Repeat("true?1:", 500)) + "1"), StringComparison.Ordinal);

        string Filter(string text) => world.Faults(c => c.AddFilter("$", text, FilterEffect.Keep));
    }

    [Fact]
    public void A_let_counts_once_however_often_it_is_used()
    {
        var world = new ExpressionWorld();
        world.Let("big", Ones(60));
        world.Let("other", Ones(20) + " + big");
        Assert.Equal("", world.Faults(c => c.SetScore("$", "big + other + big + other + big + other + " + Ones(30))));
        Assert.Equal("$: the expression has 263 parts with its let names, more than 256.", world.Faults(c => c.SetScore("$", "big + other + " + Ones(50))));

        static string Ones(int count) => string.Join(" + ", Enumerable.Repeat("1", count));
    }

    [Fact]
    public void Names_that_build_on_each_other_without_end_are_refused()
    {
        var world = new ExpressionWorld();
        for (var i = 0; i < 2_000; i++) world.Let($"n{i}", $"n{i + 1}");
        world.Let("n2000", "1");
        Assert.Contains("let names build on each other deeper than 64", world.Faults(_ => { }), StringComparison.Ordinal);
    }
}
