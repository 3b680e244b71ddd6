using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Domain.Tests.World;

namespace Reco.Domain.Tests.Expressions;

/// <summary>A catalog, a person and a request, and short ways to evaluate one expression in them as a rule would.</summary>
internal sealed class ExpressionWorld
{
    public static readonly Dictionary<string, AttributeType> Declared = new(StringComparer.Ordinal)
    {
        ["price"] = AttributeType.Number,
        ["stock"] = AttributeType.Number,
        ["status"] = AttributeType.Text,
        ["brand"] = AttributeType.Text,
        ["createdAt"] = AttributeType.Time,
        ["seenAt"] = AttributeType.Time,
        ["fresh"] = AttributeType.Boolean,
        ["tags"] = AttributeType.List,
    };

    private readonly List<ItemDocument> documents = [];

    public ExpressionWorld()
    {
        Catalog = new Catalog(new CatalogDefinition("default", Declared.ToFrozenDictionary(StringComparer.Ordinal)));
        Popularity = new FixedPopularity(Catalog.Ids);
    }

    public Catalog Catalog { get; }
    public FixedPopularity Popularity { get; }
    public Dictionary<string, Value> Params { get; } = new(StringComparer.Ordinal);
    public List<LetDefinition> Lets { get; } = [];
    public Limits Limits { get; set; } = Limits.Default;
    public Profile User { get; set; } = Profile.Empty;
    public RecommendRequest Request { get; set; } = new() { RequestId = "r" };
    public DateTimeOffset Now { get; set; } = new(2026, 5, 17, 22, 30, 0, TimeSpan.Zero);
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;
    public string[] SourceNames { get; set; } = ["related", "popular"];

    public void Item(string id, string json)
    {
        var text = json.TrimStart('{') is var rest && rest.Trim() == "}" ? $"{{\"id\":{JsonSerializer.Serialize(id)}}}" : $"{{\"id\":{JsonSerializer.Serialize(id)},{rest}";
        documents.Add(new ItemDocument(id, Encoding.UTF8.GetBytes(text), documents.Count + 1));
        Catalog.Apply([documents[^1]]);
    }

    /// <summary>An item's document as it was put.</summary>
    public JsonElement Document(string id) => JsonDocument.Parse(documents.Last(d => d.Id == id).Json).RootElement;

    public IEnumerable<string> Ids => documents.Select(d => d.Id);

    public void Let(string name, string text) => Lets.Add(new(name, text, $"$.let.{name}"));

    public ExpressionCompiler Compiler(List<Fault> faults) =>
        new(Catalog, Params, Lets, Limits, faults) { Types = new InteractionTypes(), SourceNames = SourceNames };

    public Evaluation Evaluation(ExpressionProgram program)
    {
        if (Catalog.Unfilled.Count > 0) Catalog.Fill(documents);
        var evaluation = new Evaluation
        {
            Items = Catalog.Current,
            Request = Request,
            User = User,
            Seed = Request.Items is [var first, ..] && Catalog.Ids.TryGet(first, out var number) && Catalog.Current.Has(number) ? number : -1,
            Limit = Request.Limit ?? 20,
            NowMs = Now.ToUnixTimeMilliseconds(),
            Zone = Zone,
            Popularity = Popularity,
        };
        program.Prepare(evaluation);
        return evaluation;
    }

    public Candidate Candidate(string id, double score = 0.5, int rank = 3, ushort sources = 2) =>
        new() { Item = Catalog.Ids.Intern(id), Score = score, Rank = rank, Sources = sources };

    /// <summary>The value of an expression of one candidate.</summary>
    public Value ValueOf(string text, string item)
    {
        var program = Compile(c => c.SetDiversifyBy("$", text));
        return program.DiversifyBy!(Evaluation(program), Candidate(item));
    }

    /// <summary>What the filters say of an item.</summary>
    public int Filter(string item, params (string Text, FilterEffect Effect)[] filters)
    {
        var program = Compile(c => { foreach (var (text, effect) in filters) c.AddFilter("$", text, effect); });
        return program.Filter!(Evaluation(program), Candidate(item));
    }

    public bool Keeps(string text, string item) => Filter(item, (text, FilterEffect.Keep)) == 0;

    public ExpressionProgram Compile(Action<ExpressionCompiler> add)
    {
        var faults = new List<Fault>();
        var compiler = Compiler(faults);
        add(compiler);
        return compiler.Compile() ?? throw new InvalidOperationException(string.Join('\n', faults));
    }

    /// <summary>Every fault of a text, as it is told.</summary>
    public string Faults(Action<ExpressionCompiler> add)
    {
        var faults = new List<Fault>();
        var compiler = Compiler(faults);
        add(compiler);
        var compiled = compiler.Compile() is not null;
        Assert.Equal(faults.Count == 0, compiled);
        return string.Join('\n', faults);
    }
}
