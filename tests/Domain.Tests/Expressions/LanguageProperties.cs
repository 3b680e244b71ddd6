using System.Text;
using FsCheck.Xunit;
using Reco.Domain.Expressions;
using Reco.Domain.Rules.Testing;

namespace Reco.Domain.Tests.Expressions;

/// <summary>What holds for every expression: compiled code agrees with <see cref="ReferenceEvaluator"/>, nothing throws, garbage is refused with a column.</summary>
public sealed class LanguageProperties
{
    [Property(MaxTest = 150)]
    public void Compiled_code_agrees_with_the_reference(int seed)
    {
        var random = new Random(seed);
        var world = RandomWorld.Make(random);
        var texts = new RandomExpressions(random);
        var (value, score, first, second) = (texts.Any(3), texts.Number(3), texts.Boolean(3), texts.Boolean(2));
        var faults = new List<Fault>();
        var compiler = world.Compiler(faults);
        compiler.SetDiversifyBy("$", value);
        compiler.SetScore("$", score);
        compiler.AddFilter("$", first, FilterEffect.Keep);
        compiler.AddFilter("$", second, new(true, int.MaxValue));
        if (compiler.Compile() is not { } program)
        {
            // Only what a generator without static types cannot avoid: too long, or "(b ? 1 : null) == 'x'".
            Assert.All(faults, f => Assert.True(f.Problem.Contains(" parts", StringComparison.Ordinal) || f.Problem.Contains("is not compared with", StringComparison.Ordinal), $"{f}\n{value}\n{score}\n{first}\n{second}"));
            return;
        }
        var evaluation = world.Evaluation(program);
        var differences = new StringBuilder();
        foreach (var id in world.Ids)
        {
            var candidate = world.Candidate(id, random.Next(4) switch { 0 => double.NaN, 1 => double.PositiveInfinity, _ => random.NextDouble() }, random.Next(9), (ushort)random.Next(16));
            var reference = new ReferenceEvaluator(world, evaluation, candidate);
            Compare(value, reference.Evaluate(value), program.DiversifyBy!(evaluation, candidate));
            Compare(score, Value.Of(reference.Evaluate(score).AsNumber), Value.Of(program.Score!(evaluation, candidate)));
            var fate = reference.Evaluate(first).AsBoolean != true ? 1 : reference.Evaluate(second).AsBoolean == true ? -2 : 0;
            Compare($"{first} / {second}", Value.Of((double)fate), Value.Of((double)program.Filter!(evaluation, candidate)));

            void Compare(string text, Value expected, Value actual)
            {
                if (!expected.Equals(actual)) differences.AppendLine($"{id}: {text}\n  expected {expected.Kind} {expected}, compiled {actual.Kind} {actual}\n  {world.Document(id)}");
            }
        }
        Assert.True(differences.Length == 0, differences.ToString());
    }

    [Property(MaxTest = 150)]
    public void A_query_gives_the_same_by_the_store_and_in_process(int seed)
    {
        var random = new Random(seed);
        var world = RandomWorld.Make(random);
        var texts = new RandomExpressions(random) { ForQuery = true };
        var (condition, order) = (texts.Boolean(random.Next(1, 4)), random.Next(2) == 0 ? null : texts.Number(2));
        var faults = new List<Fault>();
        var compiler = world.Compiler(faults);
        var query = compiler.AddQuery("$", condition, "$.orderBy", order);
        if (compiler.Compile() is not { } program || query is null) return;
        var evaluation = world.Evaluation(program);
        var store = query.ToStore(evaluation);
        foreach (var id in world.Ids)
        {
            var candidate = world.Candidate(id);
            var matches = query.Matches(evaluation, candidate) == 0;
            Assert.True(new ReferenceEvaluator(world, evaluation, candidate).Evaluate(condition).AsBoolean == true == matches, $"{id} {condition}");
            var found = QueryEvaluator.Holds(store.Where, world.Document(id));
            Assert.True(query.Exact ? found == matches : found || !matches, $"{id} {condition}\n{store.Where}\nstore {found}, process {matches}\n{world.Document(id)}");
            if (store.OrderBy is not null)
            {
                Assert.True(QueryEvaluator.Of(store.OrderBy, world.Document(id)).Equals(query.SortKey!(evaluation, candidate)), $"{id} {order}\n{store.OrderBy}");
            }
        }
    }

    [Property(MaxTest = 300)]
    public void Garbage_is_refused_or_runs_but_never_throws(int seed)
    {
        var random = new Random(seed);
        var world = RandomWorld.Make(random);
        var text = new StringBuilder(new RandomExpressions(random).Any(2));
        for (var i = random.Next(4); i >= 0; i--)
        {
            var at = random.Next(text.Length + 1);
            switch (random.Next(4))
            {
                case 0 when at < text.Length: text.Remove(at, 1); break;
                case 1 when at < text.Length: text.Insert(random.Next(text.Length), text.ToString(at, random.Next(Math.Min(9, text.Length - at)))); break;
                case 2: text.Insert(at, (char)random.Next(1, 0x10000)); break;
                default: text.Insert(at, "()[]?:.,'\"!-+<>=&|x1 \\"[random.Next(22)]); break;
            }
        }
        var faults = new List<Fault>();
        var compiler = world.Compiler(faults);
        compiler.SetDiversifyBy("$", text.ToString());
        if (compiler.Compile() is not { } program)
        {
            Assert.NotEmpty(faults);
            return;
        }
        var evaluation = world.Evaluation(program);
        foreach (var id in world.Ids) _ = program.DiversifyBy!(evaluation, world.Candidate(id));
    }
}
