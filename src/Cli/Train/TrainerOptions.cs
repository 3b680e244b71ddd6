using System.CommandLine;
using Reco.Domain.Learning;

namespace Reco.Cli.Train;

/// <summary>The trainers' options, the same wherever something is trained.</summary>
internal sealed class TrainerOptions
{
    private const int Neighbours = 100;

    private readonly Option<int?> k = new("--k") { HelpName = "N", Description = "Neighbours kept per item (100); 0: all." };
    private readonly Option<int> support = new("--min-support") { HelpName = "N", Description = "Users or baskets that two items must have in common.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> shrinkage = new("--shrinkage") { HelpName = "S", Description = "Multiplies the cosine by n / (n + S), n users in common.", DefaultValueFactory = _ => 0 };
    private readonly Option<string> side = new Option<string>("--neighbours")
    {
        Description = "seed: an item's list holds its own k nearest. candidate: it holds the items that count it among their k nearest (classic item-kNN).",
        DefaultValueFactory = _ => "seed",
    }.AcceptOnlyFromAmong("seed", "candidate");
    private readonly Option<string> measure = new Option<string>("--measure")
    {
        Description = "cosine; conditional: how often who takes one takes the other; lift: how much more often than by chance.",
        DefaultValueFactory = _ => "cosine",
    }.AcceptOnlyFromAmong("cosine", "conditional", "lift");

    public TrainerOptions()
    {
        k.Validators.Add(result => { if (result.GetValue(k) < 0) result.AddError("--k is 0 or more."); });
        shrinkage.Validators.Add(result => { if (!(result.GetValue(shrinkage) >= 0)) result.AddError("--shrinkage is 0 or more."); });
    }

    public IEnumerable<Option> ForSimilar => [k, side, shrinkage, support];

    public IEnumerable<Option> ForGoesWith => [k, measure, support];

    public IEnumerable<Option> ForBoth => [k, side, shrinkage, measure, support];

    public SimilarOptions Similar(ParseResult parsed) => new()
    {
        K = Kept(parsed, Neighbours),
        Neighbours = parsed.GetValue(side) == "candidate" ? NeighbourSide.Candidate : NeighbourSide.Seed,
        Shrinkage = parsed.GetValue(shrinkage),
        MinSupport = parsed.GetValue(support),
    };

    public GoesWithOptions GoesWith(ParseResult parsed, int otherwise = Neighbours) => new()
    {
        K = Kept(parsed, otherwise),
        Measure = Enum.Parse<GoesWithMeasure>(parsed.GetValue(measure)!, ignoreCase: true),
        MinSupport = parsed.GetValue(support),
    };

    private int Kept(ParseResult parsed, int otherwise) => (parsed.GetValue(k) ?? otherwise) is > 0 and var some ? some : int.MaxValue;
}
