using System.Text;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Domain.Tests.Interactions;

namespace Reco.Domain.Tests.Expressions;

/// <summary>What expressions of a rule give, on a small shop.</summary>
public sealed class EvaluationTests
{
    private readonly ExpressionWorld world = new();

    public EvaluationTests()
    {
        world.Item("banana", """{"price": 3, "stock": 0, "status": "OK", "brand": "Chiquita", "createdAt": "2026-05-15T22:30:00Z", "fresh": true, "tags": ["fruit", "yellow"], "color": "yellow", "size": {"cm": 18}}""");
        world.Item("tomato", """{"price": 5, "status": "SOLD_OUT", "brand": "Local", "createdAt": "2026-01-01", "fresh": false, "tags": [], "color": "red"}""");
        world.Item("bare", "{}");
        world.Item("wrong", """{"price": "3", "status": 7, "createdAt": 12, "fresh": "true", "tags": "fruit", "color": {"a": 1}}""");
        world.Popularity.Set("7d", ("banana", 12.5));
        var now = world.Now.ToUnixTimeMilliseconds();
        world.User = Rows.Folded(
            Rows.Of("view", "tomato", now - 5 * 86_400_000L), Rows.Of("view", "banana", now - 86_400_000L), Rows.Of("view", "tomato", now - 3_600_000),
            Rows.Of("dislike", "tomato", now - 1_000), Rows.Of("click", "gone", now - 500),
            Rows.Of("impression", "banana", now - 4 * 86_400_000L), Rows.Of("impression", "banana", now - 1_000))
            .WithAttributes("""{"ageBand": "30s", "favourites": ["Chiquita"], "home": {"city": "서울"}}"""u8.ToArray());
        world.Request = new RecommendRequest
        {
            RequestId = "r", User = "jo", Items = ["tomato", "unknown"], Limit = 12,
            Context = new Dictionary<string, Value> { ["device"] = Value.Of("phone"), ["level"] = Value.Of(4.0) },
        };
    }

    [Theory]
    [InlineData("item.price * 2 + 1 == 7")]
    [InlineData("item.status == 'OK' && item.fresh && item.tags != null")]
    [InlineData("item.id == 'banana' && item.id != 'tomato' && item.id != 'unknown' && 'banana' == item.id")]
    [InlineData("item.id in ['tomato', 'banana'] && !(item.id in request.items) && !(item.id in ['x'])")]
    [InlineData("item.id != seed.id && seed.id == 'tomato' && seed.price == 5 && seed.color == 'red'")]
    [InlineData("item.status != seed.status && item.brand != seed.color && item.brand != request.context.device")]
    [InlineData("!(item.status == request.context.device) && !(item.status != request.context.nothing) && !(item.id != request.context.nothing)")]
    [InlineData("item.brand in user.favourites && !(item.brand in user.nothing)")]
    [InlineData("item.id in user.last('view', 20) && !(item.id in user.last('view', 1)) && first(user.last('view', 1)) == 'tomato'")]
    [InlineData("user.did('view', item.id) && user.did('click', 'gone') && !user.did('dislike', item.id) && user.did('dislike', seed.id)")]
    [InlineData("user.impressions(item.id, '3d') == 1 && user.impressions(item.id, '7d') == 2 && user.impressions('no', 60) == 0 && user.impressions(request.context.x, 60) == null")]
    [InlineData("user.count('view', '2d') == 2 && user.count('view', '30m') == 0 && user.count('view', 864000) == 3")]
    [InlineData("user.ageBand == '30s' && user.home.city == '서울' && user.id == 'jo' && user.home == null && user.no.thing == null")]
    [InlineData("request.limit == 12 && request.item == 'tomato' && request.user == 'jo' && request.context.device == 'phone' && request.context.level > 3")]
    [InlineData("now.hour == 22 && now.minute == 30 && now.day == 17 && now.month == 5 && now.year == 2026 && now.weekday == 7")]
    [InlineData("days(now - item.createdAt) == 2 && hours(now - item.createdAt) == 48 && minutes(90) == 1.5 && now - 86400 > item.createdAt")]
    [InlineData("item.createdAt > '2026-05-15' && item.createdAt < '2026-05-16T00:00:00+01:00' && item.createdAt in ['2026-05-15T22:30:00Z']")]
    [InlineData("item.popularity == 12.5 && seed.popularity == 0 && candidate.score == 0.5 && candidate.rank == 3 && candidate.source == 'popular'")]
    [InlineData("any(item.tags, x => x == 'fruit') && !all(item.tags, x => x == 'fruit') && count(item.tags, x => x != 'x') == 2 && 'yellow' in item.tags")]
    [InlineData("sum([1, 2, null, 'x'], x => x * 2) == 6 && min([3, 1, null], x => x) == 1 && max([], x => x) == null && sum([], x => x) == 0")]
    [InlineData("any([1, 2], x => any([x + 1], y => y == 3 && x == 2)) && any(request.items, x => x in user.last('view', 5))")]
    [InlineData("item.color == 'yellow' && item.size.cm > 17 && item.size == null && item.size.cm * 2 == 36 && item.size.cm + 1 - 1 == 18")]
    [InlineData("(item.stock ?? 5) == 0 && (item.nothing ?? item.price) == 3 && (null ?? 'x') == 'x' && (request.context.no ?? request.limit) == 12")]
    [InlineData("(item.fresh ? item.price : 0) == 3 && (item.price > 100 ? 1 : item.price > 2 ? 2 : 3) == 2")]
    [InlineData("1 + 2 * 3 - 4 / 2 % 3 == 5 && -2 - -3 == 1 && 7 % 4 == 3 && -7 % 4 == -3")]
    [InlineData("'a\\'b\\u00e9' == \"a'bé\" && 'Z' < 'a' && '\\uE000' < '😀' && 'ab' > 'a'")]
    [InlineData("\ttrue \r\n&&\ntrue")]
    public void These_are_true_of_a_banana(string text) => Assert.True(world.Keeps(text, "banana"));

    [Theory]
    [InlineData("item.price == null && !(item.price != null) && !(item.price < 1) && !(item.price >= 1) && !(item.price == 1) && !(item.price != 1)")]
    [InlineData("item.price + 1 == null && -item.price == null && abs(item.price) == null && min(item.price, 1) == null && clamp(1, item.price, 2) == null && pow(item.price, 0) == null")]
    [InlineData("item.status == null && !(item.status != 'OK') && !(item.status == 'OK') && !(item.status in ['OK']) && !(item.status == item.brand)")]
    [InlineData("!item.fresh && !(item.fresh == false) && !(item.fresh == true) && !(item.fresh != true) && item.fresh == null && (item.fresh ?? true)")]
    [InlineData("item.createdAt == null && !(item.createdAt < now) && days(now - item.createdAt) == null")]
    [InlineData("item.tags == null && !('fruit' in item.tags) && !any(item.tags, x => true) && !all(item.tags, x => true) && count(item.tags, x => true) == null && first(item.tags) == null && length(item.tags) == null")]
    [InlineData("item.color.x == null && lower(item.brand) == null && hash(item.brand) == null && !contains(item.brand, '') && !startsWith('x', item.brand)")]
    [InlineData("null == null && !(null != null) && !(request.context.no == request.context.no)")]
    [InlineData("1 / 0 == null && 0 / 0 == null && log(-1) == null && log(0) == null && sqrt(-1) == null && exp(1000) == null && 1e308 * 10 == null && pow(10, 400) == null")]
    public void These_are_true_of_an_item_whose_attributes_are_absent_or_of_a_wrong_type(string text)
    {
        Assert.True(world.Keeps(text, "bare"));
        Assert.True(world.Keeps(text, "wrong"));
    }

    [Fact]
    public void A_request_without_seed_user_or_context_has_nulls_there()
    {
        world.Request = new RecommendRequest { RequestId = "r" };
        world.User = Profile.Empty;
        Assert.True(world.Keeps("seed.price == null && seed.id == null && seed.status == null && seed.popularity == null && request.item == null && user.id == null", "banana"));
        Assert.True(world.Keeps("!(item.id == seed.id) && !(item.id != seed.id) && !(item.brand == seed.brand) && user.ageBand == null && !user.did('view', seed.id)", "banana"));
        Assert.True(world.Keeps("length(user.last('view', 5)) == 0 && !(item.id in request.items) && length(request.items) == 0 && user.impressions(seed.id, '1d') == null", "banana"));
    }

    [Fact]
    public void The_hour_is_that_of_the_rules_time_zone()
    {
        world.Zone = TimeZoneInfo.CreateCustomTimeZone("nine", TimeSpan.FromHours(9), "nine", "nine");
        Assert.Equal(Value.Of(7.0), world.ValueOf("now.hour", "banana"));
        Assert.Equal(Value.Of(1.0), world.ValueOf("now.weekday", "banana"));
    }

    [Fact]
    public void The_first_filter_that_drops_decides_and_of_rolling_ones_the_strongest()
    {
        (string, FilterEffect) keep = ("item.price < 4", FilterEffect.Keep);
        (string, FilterEffect) drop = ("item.stock == 0", new(true, 0));
        (string, FilterEffect) rollTwo = ("item.fresh", new(true, 2));
        (string, FilterEffect) rollAll = ("item.brand == 'Chiquita'", new(true, int.MaxValue));
        (string, FilterEffect) rollOthers = ("item.fresh", new(false, 1));
        Assert.Equal(1, world.Filter("tomato", keep, drop));
        Assert.Equal(2, world.Filter("banana", keep, drop));
        Assert.Equal(-2, world.Filter("banana", keep, rollTwo));
        Assert.Equal(-3, world.Filter("banana", keep, rollTwo, rollAll));
        Assert.Equal(-2, world.Filter("banana", keep, rollAll, rollTwo));
        Assert.Equal(3, world.Filter("banana", rollTwo, rollAll, drop));
        Assert.Equal(-1, world.Filter("bare", rollOthers));
        Assert.Equal(0, world.Filter("banana", rollOthers));
    }

    [Fact]
    public void A_let_with_a_lambda_keeps_the_parameter_of_the_lambda_that_uses_it()
    {
        world.Let("yellow", "any(item.tags, tag => tag == 'yellow')");
        Assert.True(world.Keeps("any(item.tags, x => yellow && x == 'fruit')", "banana"));
        Assert.True(world.Keeps("count(item.tags, x => any(item.tags, y => yellow && x != y)) == 2", "banana"));
        Assert.False(world.Keeps("any(item.tags, x => yellow && x == 'green')", "banana"));
    }

    [Theory]
    [InlineData("lower(count(item.tags, x => x == 'fruit') > 0 ? item.color : 3) == 'yellow'")]
    [InlineData("(sum(item.tags, x => 1) > 1 ? item.color : 3) != null")]
    [InlineData("abs(sum(item.tags, x => 1) > 1 ? item.size.cm : item.color) == 18")]
    [InlineData("length(first(any(item.tags, x => x == 'fruit') ? item.tags : item.color)) == 5")]
    [InlineData("hours((all(item.tags, x => x != null) ? now : item.color) - item.createdAt) == 48")]
    [InlineData("(count(item.tags, x => any(item.tags, y => x != y)) + item.size.cm) % 7 == 6")]
    [InlineData("user.did('view', any(item.tags, x => x == 'fruit') ? item.id : item.color)")]
    [InlineData("item.id in (any(item.tags, x => x == 'fruit') ? [item.id] : item.color)")]
    [InlineData("first([count(item.tags, x => true)]) == 2 && [count(item.tags, x => true), 1] != null")]
    public void A_lambda_may_stand_anywhere(string text) => Assert.True(world.Keeps(text, "banana"));

    /// <summary>An overflowing stack ends the process: the most that an operator may allow must fit a small one.</summary>
    [Theory]
    [InlineData("!", "item.fresh", "")]
    [InlineData("-", "item.price", "")]
    [InlineData("item.price + ", "1", "")]
    [InlineData("item.fresh && ", "true", "")]
    [InlineData("item.price ?? ", "1", "")]
    [InlineData("true == ", "true", "")]
    [InlineData("item.fresh ? item.price : ", "item.color", "")]
    [InlineData("", "item.color", " ?? item.price")]
    [InlineData("", "item.color", " + item.price")]
    [InlineData("", "item", ".a")]
    public void The_largest_expression_that_an_operator_may_allow_fits_a_small_stack(string before, string middle, string after)
    {
        var most = (System.ComponentModel.DataAnnotations.RangeAttribute)typeof(Limits).GetProperty(nameof(Limits.ExpressionNodes))!.GetCustomAttributes(typeof(System.ComponentModel.DataAnnotations.RangeAttribute), false)[0];
        world.Limits = Limits.Default with { ExpressionNodes = (int)most.Maximum, ExpressionBytes = 1_000_000 };
        string Chain(int length) => string.Concat(Enumerable.Repeat(before, length)) + middle + string.Concat(Enumerable.Repeat(after, length));
        var length = (int)most.Maximum;
        while (Grammar.Parse(Chain(length), world.Limits).Tree!.Size > world.Limits.ExpressionNodes) length--;
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() => world.ValueOf(Chain(length), "banana")), maxStackSize: 1024 * 1024);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    [Fact]
    public void A_let_is_shared_by_filters_also_when_an_earlier_one_was_not_needed()
    {
        world.Let("age", "days(now - item.createdAt)");
        world.Let("old", "age > limit");
        world.Let("limit", "request.limit * 2");
        Assert.Equal(-1, world.Filter("tomato", ("true", new(true, 3)), ("old", new(true, 2)), ("age > 1000", new(true, 0))));
        Assert.Equal(3, world.Filter("tomato", ("true", new(true, 3)), ("age < 0", new(true, 2)), ("age > 10 && old", new(true, 0))));
        Assert.Equal(0, world.Filter("banana", ("old", new(true, 0)), ("age == 2", FilterEffect.Keep)));
    }

    [Fact]
    public void Only_what_reads_the_person_needs_their_profile()
    {
        Assert.False(world.Compile(c => c.AddFilter("$", "item.price > 1 && user.id == 'x' && request.user != null", FilterEffect.Keep)).ReadsUser);
        Assert.True(world.Compile(c => c.SetScore("$", "user.count('view', '1d')")).ReadsUser);
        Assert.True(world.Compile(c => c.AddKeys("$", "user.last('view', 20)")).ReadsUser);
        Assert.True(world.Compile(c => c.AddValue("$", "user.ageBand")).ReadsUser);
    }

    [Theory]
    [InlineData("request.items", "tomato,unknown")]
    [InlineData("request.item", "tomato")]
    [InlineData("user.last('view', 20)", "tomato,banana")]
    [InlineData("user.last('view', 1)", "tomato")]
    [InlineData("user.id", "jo")]
    [InlineData("seed.color", "red")]
    [InlineData("seed.nothing", "")]
    [InlineData("request.context.level", "4")]
    [InlineData("['a', 'b', 'a', 1.5, true, null]", "a,b,1.5")]
    public void Keys_of_a_relation_are_distinct_texts(string text, string keys)
    {
        RequestExpression<IReadOnlyList<string>> expression = null!;
        var program = world.Compile(c => expression = c.AddKeys("$", text));
        Assert.Equal(keys, string.Join(',', expression.Evaluate(world.Evaluation(program))));
    }

    [Fact]
    public void Tests_and_values_of_the_request_are_evaluated_when_wanted()
    {
        world.Let("evening", "now.hour >= 18");
        RequestExpression<bool> when = null!, absent = null!;
        RequestExpression<Value> part = null!;
        var program = world.Compile(c =>
        {
            when = c.AddTest("$", "evening && any(request.items, x => x == 'tomato')");
            absent = c.AddTest("$", "request.context.nothing");
            part = c.AddValue("$", "user.home.city");
        });
        var evaluation = world.Evaluation(program);
        Assert.True(when.Evaluate(evaluation));
        Assert.False(absent.Evaluate(evaluation));
        Assert.Equal(Value.Of("서울"), part.Evaluate(evaluation));
    }

    [Fact]
    public void Results_of_text_functions_and_runs_over_lists_are_bounded()
    {
        world.Limits = Limits.Default with { TextLength = 3, ListElements = 2 };
        world.Item("long", $$"""{"brand": "{{new string('Ä', 500)}}", "color": "ab😀", "tags": [1, 2, 3]}""");
        Assert.Equal(Value.Of("äää"), world.ValueOf("lower(item.brand)", "long"));
        Assert.Equal(Value.Of("AB"), world.ValueOf("upper(item.color)", "long"));
        Assert.Equal(Value.Of(3.0), world.ValueOf("sum(item.tags, x => x)", "long"));
    }

    [Fact]
    public void A_hash_is_the_same_for_ever()
    {
        Assert.Equal(0.40086408504417048, world.ValueOf("hash('banana')", "banana").AsNumber, 0.0);
        Assert.InRange(world.ValueOf($"hash('{new string('가', 800)}')", "banana").AsNumber, 0, 0.9999999999999999);
    }

    [Fact]
    public void A_candidate_costs_no_memory()
    {
        world.Let("age", "days(now - item.createdAt)");
        var program = world.Compile(c =>
        {
            c.AddFilter("$", "item.status == 'OK' && item.brand in ['Chiquita', user.ageBand] && item.brand != seed.brand", FilterEffect.Keep);
            c.AddFilter("$", "item.id in user.last('dislike', 5) || user.did('click', item.id) || item.color == 'red'", new(true, 0));
            c.AddFilter("$", "user.impressions(item.id, '3d') >= 1 && item.id in request.items", new(true, int.MaxValue));
            c.AddFilter("$", "age < 3 && any(item.tags, x => x == 'yellow' && x in user.last('view', 9) || item.price > 1)", FilterEffect.Keep);
            c.SetScore("$", "0.7 * candidate.score + 0.3 * log1p(item.popularity) + (item.size.cm ?? age) + request.limit");
        });
        var evaluation = world.Evaluation(program);
        var candidate = world.Candidate("banana");
        double Run() => program.Filter!(evaluation, candidate) + program.Score!(evaluation, candidate);
        for (var i = 0; i < 100; i++) Run();
        Assert.Equal(0.7 * 0.5 + 0.3 * Math.Log(13.5) + 18 + 12, Run(), 9);
        // The runtime itself may allocate on this thread while it recompiles hot code; what a candidate costs is there in every thousand.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Allocated(() => { for (var i = 0; i < 1_000; i++) Run(); })));
    }

    private static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Fact]
    public void Huge_ids_and_texts_of_any_kind_are_only_compared()
    {
        world.Item("😀", $$"""{"brand": "\ud83d\ude00\uE000"}""");
        Assert.True(world.Keeps("item.id == '😀' && item.brand > '\\uE000' && length(item.brand) == 2", "😀"));
        Assert.Equal(4, Encoding.UTF8.GetByteCount("😀"));
    }
}
