using Reco.Domain.Expressions;

namespace Reco.Domain.Tests.Expressions;

/// <summary>What a <c>query</c> is translated into, and what is said of it when it is published.</summary>
public sealed class QueryTests
{
    [Theory]
    [InlineData("item.brand == 'x' && item.status == 'OK'", null, true, true, true)]
    [InlineData("'x' == item.brand", "-item.createdAt", true, true, true)]
    [InlineData("item.price <= request.limit * 2", "item.price", true, false, true)]
    [InlineData("item.brand in user.favourites", null, true, false, true)]
    [InlineData("item.brand == seed.brand", null, true, false, true)]
    [InlineData("days(now - item.createdAt) < 3", null, false, true, true)]
    [InlineData("item.createdAt > now - 86400", null, true, true, true)]
    [InlineData("wanted", "item.brand", true, true, true)]
    [InlineData("item.brand != 'x'", null, false, true, true)]
    [InlineData("item.brand == 'x' || item.price > 1", null, false, true, true)]
    [InlineData("'a' in item.tags && (item.price ?? 0) < 1 && !item.fresh && item.stock != null", null, false, true, true)]
    [InlineData("item.price > 1 && item.color == 'red'", null, true, true, false)]
    [InlineData("item.price > 1 && item.popularity > 3", null, true, true, false)]
    [InlineData("item.price > 1 && any(item.tags, x => x == 'a')", null, true, true, false)]
    [InlineData("item.price > 1", "item.color", true, true, false)]
    [InlineData("item.price > 1", "log1p(item.price)", true, true, false)]
    [InlineData("user.did('view', item.id)", null, false, false, false)]
    public void A_query_is_indexed_shared_or_exact(string text, string? orderBy, bool indexed, bool userIndependent, bool exact)
    {
        var world = new ExpressionWorld();
        world.Let("wanted", "item.price < 5 && item.status == 'OK'");
        CompiledQuery query = null!;
        world.Compile(c => query = c.AddQuery("$.query", text, "$.orderBy", orderBy)!);
        Assert.Equal((indexed, userIndependent, exact), (query.Indexed, query.UserIndependent, query.Exact));
    }

    [Fact]
    public void What_a_store_cannot_evaluate_is_left_out_and_checked_in_process()
    {
        var world = new ExpressionWorld();
        world.Item("a", """{"price": 3, "color": "red"}""");
        world.Item("b", """{"price": 3, "color": "blue"}""");
        CompiledQuery query = null!;
        var program = world.Compile(c => query = c.AddQuery("$.query", "item.price > 1 + 1 && item.color == 'red'", "$.orderBy", "item.color")!);
        var evaluation = world.Evaluation(program);
        Assert.Equal("Compare { Operator = Greater, Left = Attribute { Path = price, Type = Number }, Right = Constant { Value = 2 } }", query.ToStore(evaluation).Where.ToString());
        Assert.Equal((0, 1), (query.Matches(evaluation, world.Candidate("a")), query.Matches(evaluation, world.Candidate("b"))));
        Assert.Equal(Value.Of("blue"), query.SortKey!(evaluation, world.Candidate("b")));
    }

    [Fact]
    public void Choices_in_the_tests_of_choices_are_left_to_the_process_before_they_double_for_ever()
    {
        static string Nested(int depth) => new string('(', depth) + "item.fresh" + string.Concat(Enumerable.Repeat(" ? item.price > 1 : item.price > 2)", depth));
        bool Exact(int depth)
        {
            var faults = new List<Fault>();
            var compiler = new ExpressionWorld().Compiler(faults);
            var query = compiler.AddQuery("$", Nested(depth), "$", null);
            Assert.Empty(faults);
            return query!.Exact;
        }
        Assert.True(Exact(3));
        Assert.False(Exact(18));
    }

    [Fact]
    public void A_query_becomes_few_delegates_however_often_its_parts_are_written_out()
    {
        var (code, faults) = (new GeneratedCode(), new List<Fault>());
        var world = new ExpressionWorld();
        world.Let("a", "item.price > request.limit + 1");
        for (var i = 0; i < 6; i++) world.Let($"{(char)('b' + i)}", $"{(char)('a' + i)} || item.stock == {i} && {(char)('a' + i)}");
        var compiler = new ExpressionCompiler(world.Catalog, world.Params, world.Lets, world.Limits, faults) { Emitted = code.Visit };
        compiler.AddQuery("$", "g && " + string.Join(" && ", Enumerable.Range(0, 20).Select(i => $"item.price != {i}")), "$", null);
        compiler.Compile()!.Generate();
        Assert.InRange(code.Delegates, 1, 3);
    }

    [Fact]
    public void Names_that_double_each_other_do_not_make_a_query_explode()
    {
        var world = new ExpressionWorld();
        world.Let("n0", "item.price > 1");
        for (var i = 1; i < 60; i++) world.Let($"n{i}", $"n{i - 1} && n{i - 1}");
        CompiledQuery query = null!;
        world.Item("a", """{"price": 3}""");
        var program = world.Compile(c =>
        {
            query = c.AddQuery("$.query", "n59", "$.orderBy", null)!;
            c.AddFilter("$.filter", "n59", FilterEffect.Keep);
        });
        var evaluation = world.Evaluation(program);
        Assert.False(query.Exact);
        _ = query.ToStore(evaluation);
        Assert.Equal((0, 0), (query.Matches(evaluation, world.Candidate("a")), program.Filter!(evaluation, world.Candidate("a"))));
    }
}
