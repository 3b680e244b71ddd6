using System.Text;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;
using Reco.Domain.Tests.Expressions;

namespace Reco.Domain.Tests.Fuzz;

/// <summary>Tries one expression: it is refused with a column, or compiled; then compiled code and the reference agree on every item of a random shop, within a bounded number of steps.</summary>
internal sealed class ExpressionProbe(FuzzCounts counts)
{
    private readonly ExpressionWorld?[] worlds = new ExpressionWorld?[32];
    private readonly GeneratedCode code = new();

    /// <summary>Whether the expression was accepted; throws <see cref="FuzzFailureException"/>, or whatever the product throws. The case's number says in which of some worlds.</summary>
    public bool Try(string text, long number)
    {
        var which = (int)(number % worlds.Length);
        var world = worlds[which] ??= RandomWorld.Make(new Random(which));
        code.Clear();
        var node = Parse(text, counts);
        var faults = new List<Fault>();
        var compiler = new ExpressionCompiler(world.Catalog, world.Params, world.Lets, world.Limits, faults) { Types = new InteractionTypes(), SourceNames = world.SourceNames, Emitted = code.Visit };
        compiler.SetDiversifyBy("$", text);
        if (compiler.Compile() is not { } program)
        {
            FuzzFailureException.Unless(faults.Count is > 0 and <= 300, "a refused expression has some faults", () => $"{faults.Count}");
            foreach (var fault in faults) FuzzFailureException.Unless(fault.Problem.Length is > 0 and <= 1_000, "a fault is a sentence or two", () => $"{fault}");
            return false;
        }
        FuzzFailureException.Unless(node is not null && faults.Count == 0, "what compiles was parsed", () => text);
        FuzzFailureException.Unless(node!.Size <= world.Limits.ExpressionNodes, "an expression is bounded", () => $"{node.Size} nodes");
        var evaluation = world.Evaluation(program);
        var lists = Math.Max(LongestList, node.Size);
        var most = Steps(node, lists) + world.Lets.Sum(l => Steps(Grammar.Parse(l.Text, world.Limits).Tree!, lists));
        foreach (var id in world.Ids)
        {
            var candidate = world.Candidate(id, Math.Sin(id[1]) * 3, id[1], (ushort)(id[1] % 4));
            var reference = new ReferenceEvaluator(world, evaluation, candidate);
            var (expected, actual) = (reference.Evaluate(text), program.DiversifyBy!(evaluation, candidate));
            FuzzFailureException.Unless(expected.Equals(actual), "compiled code agrees with the reference", () => $"{id}: expected {expected.Kind} {expected}, compiled {actual.Kind} {actual}; {world.Document(id)}");
            FuzzFailureException.Unless(reference.Steps <= most, "evaluation is bounded", () => $"{reference.Steps} steps of at most {most}");
            counts.Saw("steps of an evaluation", reference.Steps);
            counts.Saw("steps of an evaluation by their bound", reference.Steps / most);
            counts.Values++;
        }
        FuzzFailureException.Unless(code.Forbidden is null, "code reaches only what is listed", () => code.Forbidden!);
        return true;
    }

    /// <summary>Elements of the longest list of the world, one for the list itself.</summary>
    private const int LongestList = 21;

    /// <summary>What an evaluation may take: each node once for every element of the lists around it.</summary>
    private static double Steps(Node node, int lists) => node.Size * Math.Pow(lists, LambdaDepth(node));

    private static int LambdaDepth(Node node) => node switch
    {
        Node.ListOf list => list.Items.Select(LambdaDepth).DefaultIfEmpty().Max(),
        Node.Member member => LambdaDepth(member.Target),
        Node.Call call => call.Arguments.Append(call.Target).OfType<Node>().Select(LambdaDepth).DefaultIfEmpty().Max(),
        Node.Lambda lambda => 1 + LambdaDepth(lambda.Body),
        Node.Prefix prefix => LambdaDepth(prefix.Operand),
        Node.Infix infix => Math.Max(LambdaDepth(infix.Left), LambdaDepth(infix.Right)),
        Node.Conditional choice => Math.Max(LambdaDepth(choice.Test), Math.Max(LambdaDepth(choice.Then), LambdaDepth(choice.Otherwise))),
        _ => 0,
    };

    /// <summary>Parses and holds the parser to its steps.</summary>
    public static Node? Parse(string text, FuzzCounts counts)
    {
        var steps = 0;
        var (tree, problem, column) = Grammar.Parse(text, Limits.Default, () => steps++);
        var bytes = Encoding.UTF8.GetByteCount(text) + 1;
        counts.Saw("parser steps per byte", (double)steps / bytes);
        counts.Saw("parser steps", steps);
        FuzzFailureException.Unless(steps <= ParserWorkTests.StepsPerByte * bytes, "parsing is linear", () => $"{steps} steps for {bytes} bytes");
        FuzzFailureException.Unless((tree is null) == (problem is not null) && column >= 0 && column <= text.Length + 1, "a text is read or refused at a place", () => $"{problem} at {column}");
        if (tree is not null) counts.Saw("nodes that were parsed", tree.Size);
        return tree;
    }
}
