using Reco.Domain.Interactions;
using Reco.Domain.Learning;
using Reco.Domain.Recommend;

namespace Reco.Functions.Demo;

/// <summary>Everything the demo shop is filled with, drawn in memory: the same for the same moment.</summary>
internal sealed class DemoWorld
{
    public DemoWorld(DateTimeOffset now)
    {
        Products = Assortment.Build(now);
        People = Demo.People.Build();
        var shopping = new Shopping(Products, now);
        Interactions = [.. People.SelectMany(shopping.Of)];
    }

    public IReadOnlyList<Product> Products { get; }

    public IReadOnlyList<Person> People { get; }

    /// <summary>What they did, person by person and by time.</summary>
    public IReadOnlyList<Interaction> Interactions { get; }

    /// <summary>The relation <c>similar</c>: who looked at this looked at that.</summary>
    public IEnumerable<RelationRow> Similar() => SimilarTrainer.Train(
        Incidence.Of(Interactions.Where(i => i.Type is "view" or "click" or "like" or "purchase").Select(i => (i.User, i.Item!))),
        new SimilarOptions { K = 60, Shrinkage = 3 });

    /// <summary>The relation <c>goes-with</c>: what lay in one basket.</summary>
    public IEnumerable<RelationRow> GoesWith() => GoesWithTrainer.Train(
        Incidence.Of(Interactions.Where(i => i.Basket is not null).Select(i => (i.Basket!, i.Item!))),
        new GoesWithOptions { K = 60, MinSupport = 2 });
}
