using System.Buffers;
using System.Text;
using System.Text.Json;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;

namespace Reco.Domain.Tests.Fuzz;

/// <summary>
/// Tries one document as a rule. It is refused with faults that a person can use, or accepted; then it answers every kind of request, whole and without a doubt.
/// What the work may cost follows from the sizes of document and lists alone; it is counted, not timed.
/// </summary>
internal sealed class RuleProbe(FuzzWorld world, FuzzCounts counts)
{
    /// <summary>Nodes of generated code per node of an expression.</summary>
    internal const int CodePerNode = 16;

    /// <summary>Nodes that a rule may have without code: what sources and scopes read by words.</summary>
    private const int ReadByWords = 100;

    /// <summary>Whether the rule was accepted; throws <see cref="FuzzFailureException"/>, or whatever the product throws.</summary>
    public bool Try(byte[] json)
    {
        var (service, name) = AddressOf(json);
        world.Code.Clear();
        var outcome = world.Compiler.Compile(new StoredRule(service, name, 7, json));
        var told = world.Compiler.Check(json);
        FuzzFailureException.Unless(told.SequenceEqual(outcome.Faults), "check and compile agree", () => $"compile: {string.Join('\n', outcome.Faults)}\ncheck: {string.Join('\n', told)}");
        var nodes = Parse(json, outcome.Ok);
        if (!outcome.Ok)
        {
            FaultsMakeSense(json, outcome.Faults);
            return false;
        }
        var rule = outcome.Value;
        world.Fill(rule);
        foreach (var (bucket, i) in rule.Buckets.Select((b, i) => (b, i)))
            foreach (var request in FuzzWorld.Requests(rule, bucket.Name, all: i == 0)) Recommend(rule, bucket, request);
        // Code is generated when a bucket first answers.
        nodes += ReadByWords;
        var most = CodePerNode * nodes * (1 + rule.Buckets.Count);
        counts.Saw("delegates of a rule", world.Code.Delegates);
        counts.Saw("code per expression node", (double)world.Code.Nodes / nodes / (1 + rule.Buckets.Count));
        FuzzFailureException.Unless(world.Code.Nodes <= most, "generated code is in proportion to the rule", () => $"{world.Code.Nodes} nodes of code for {nodes} nodes");
        FuzzFailureException.Unless(world.Code.Forbidden is null, "code reaches only what is listed", () => world.Code.Forbidden!);
        return true;
    }

    /// <summary>Sums the nodes of all code and counts the parser's steps.</summary>
    private int Parse(byte[] json, bool accepted)
    {
        var sum = 0;
        foreach (var span in JsonSpan.Of(json).Where(s => s.IsCode(json)))
        {
            if (span.Text(json) is not { } text) continue;
            var node = ExpressionProbe.Parse(text[1..], counts);
            if (node is null) continue;
            sum += node.Size;
        }
        if (accepted) counts.Saw("nodes of a rule", sum);
        return sum;
    }

    private void FaultsMakeSense(byte[] json, IReadOnlyList<Fault> faults)
    {
        counts.Saw("faults of a rule", faults.Count);
        FuzzFailureException.Unless(faults.Count is > 0 and <= Fault.Most + 1, "a refused rule has some faults", () => $"{faults.Count}");
        var paths = PathsOf(json);
        foreach (var fault in faults)
        {
            counts.Saw("characters of a fault", fault.ToString().Length);
            FuzzFailureException.Unless(!string.IsNullOrWhiteSpace(fault.Problem) && fault.ToString().Length <= 1_000, "a fault is a sentence or two", () => $"{fault}");
            FuzzFailureException.Unless(paths.Contains(fault.Path), "a fault is somewhere", () => $"{fault}");
        }
        FuzzFailureException.Unless(faults.Distinct().Count() == faults.Count, "a fault is told once", () => string.Join('\n', faults));
    }

    /// <summary>The paths of a document, <c>$</c> alone when it is no JSON, as faults write them.</summary>
    private static HashSet<string> PathsOf(byte[] json)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal) { "$" };
        try
        {
            using var document = JsonDocument.Parse(Reading.StrictJson.WithoutMark(json), new JsonDocumentOptions { MaxDepth = 64 });
            new Reading.JsonWalk([], path => paths.Add(path)).Walk(document.RootElement, "$");
        }
        catch (JsonException)
        {
            // Then there is no other place than the whole.
        }
        return paths;
    }

    private void Recommend(CompiledRule rule, CompiledBucket bucket, RecommendRequest request)
    {
        world.StoreNodes = 0;
        var shown = new HashSet<string>(StringComparer.Ordinal);
        for (var (page, next) = (0, request); page < 2; page++)
        {
            using var answer = world.Recommend(rule, next);
            counts.Pages++;
            string Where() => $"bucket {bucket.Name}, {next}";
            FuzzFailureException.Unless(answer.Faults.Count == 0, "an accepted rule answers", () => $"{Where()}: {string.Join('\n', answer.Faults)}");
            FuzzFailureException.Unless(!answer.Degraded, "an answer is whole", () => $"{Where()}: {string.Join('\n', answer.Failures)}");
            var output = new ArrayBufferWriter<byte>();
            answer.WriteTo(output);
            using var json = JsonDocument.Parse(output.WrittenMemory);
            var ids = json.RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!).ToList();
            FuzzFailureException.Unless(ids.All(shown.Add), "no item is shown twice", () => $"{Where()}: {string.Join(", ", ids)}");
            FuzzFailureException.Unless(ids.SequenceEqual(answer.ItemIds) && ids.Count <= (next.Limit ?? bucket.Limit), "a page is what was asked", () => $"{Where()}: {Encoding.UTF8.GetString(output.WrittenSpan)}");
            FuzzFailureException.Unless(json.RootElement.GetProperty("explain").GetProperty("items").GetArrayLength() == ids.Count, "every item is explained", Where);
            counts.Saw("nodes of a store's condition", world.StoreNodes);
            FuzzFailureException.Unless(world.StoreNodes <= FuzzWorld.MostStoreNodes, "a store's condition is bounded", () => $"{world.StoreNodes}");
            if (!json.RootElement.TryGetProperty("cursor", out var cursor)) return;
            next = next with { Cursor = cursor.GetString() };
        }
    }

    /// <summary>What the document calls itself, so that this is no fault.</summary>
    private static (string Service, string Name) AddressOf(byte[] json)
    {
        string? service = null, name = null;
        try
        {
            var reader = new Utf8JsonReader(Reading.StrictJson.WithoutMark(json).Span, new JsonReaderOptions { MaxDepth = 1_000 });
            while (reader.Read() && (service is null || name is null))
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName) continue;
                var (ofService, ofName) = (reader.ValueTextEquals("service"), reader.ValueTextEquals("name"));
                if (!(ofService || ofName) || !reader.Read() || reader.TokenType != JsonTokenType.String) continue;
                if (ofService) service ??= reader.GetString();
                else name ??= reader.GetString();
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // Then its name matters to nobody.
        }
        return (service ?? "g", name ?? "r");
    }
}
