using System.Linq.Expressions;
using static System.Linq.Expressions.Expression;

namespace Reco.Domain.Expressions;

/// <summary>Fuses all filters of a rule into one delegate: the first that drops decides, of rolling ones the strongest. See <see cref="FilterCandidate"/>.</summary>
internal static class FilterCode
{
    public static Expression Fuse(IReadOnlyList<(Bound Condition, FilterEffect Effect)> filters, Generator code)
    {
        var done = Label(typeof(int));
        var (rolled, places) = (Variable(typeof(int), "rolled"), Variable(typeof(int), "places"));
        var steps = new List<Expression> { Assign(rolled, Constant(0)), Assign(places, Constant(0)) };
        for (var i = 0; i < filters.Count; i++)
        {
            var (condition, effect) = filters[i];
            var applies = code.Statement(() => effect.Drop ? code.Test(condition) : Not(code.Test(condition)));
            steps.Add(effect.Rolling == 0
                ? IfThen(applies, Return(done, Constant(i + 1)))
                // The condition comes first: it may compute a let value that a later filter reads.
                : IfThen(
                    AndAlso(applies, LessThan(places, Constant(effect.Rolling))),
                    Block(Assign(places, Constant(effect.Rolling)), Assign(rolled, Constant(-i - 1)))));
        }
        steps.Add(Label(done, rolled));
        return Block([rolled, places], steps);
    }
}
