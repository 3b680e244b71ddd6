using System.Linq.Expressions;
using System.Reflection;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Recommend;

namespace Reco.Domain.Tests.Expressions;

/// <summary>Walks the code that expressions become: counts its nodes and sees that it reaches nothing but what is listed here.</summary>
internal sealed class GeneratedCode : ExpressionVisitor
{
    /// <summary>Every method, property, field and constructor that generated code may touch, by type. A longer list is a larger language: add to it with care.</summary>
    public static IReadOnlyDictionary<Type, string[]> Allowed { get; } = new Dictionary<Type, string[]>
    {
        [typeof(Candidate)] = ["Item", "Rank", "Score", "Sources"],
        [typeof(CatalogSnapshot)] = ["Booleans", "Codes", "Numbers", "Texts", "Values"],
        [typeof(Column<>)] = ["Item"],
        [typeof(double)] = ["IsNaN"],
        [typeof(Evaluation)] = ["Items", "Limit", "NumberSlots", "ObjectSlots", "Request", "Seed"],
        [typeof(Math)] = ["Abs", "Ceiling", "Exp", "Floor", "Log", "Max", "Min", "Sqrt"],
        [typeof(Operators)] =
        [
            "Absent", "Add", "Clamp", "Contains", "Days", "Different", "EndsWith", "Finite", "First", "Hash", "Hours", "In", "IsTrue", "Least",
            "Length", "ListOf", "Log1p", "Lower", "Minutes", "Most", "Negate", "NumberOf", "Order", "Plus", "Pow", "Round", "Same", "StartsWith", "Subtract",
            "TextOf", "TimeOf", "Upper", "ValueOf",
        ],
        [typeof(RecommendRequest)] = ["User"],
        [typeof(RequestParts)] =
        [
            "Attribute", "Context", "Count", "Did", "DidItems", "Id", "Impressions", "Item", "Items", "Last", "LastNumbers", "Now", "NowPart", "Number",
            "Popularity", "ShownItems", "Source",
        ],
        [typeof(Sets)] = ["Codes", "Has", "Items", "Numbers", "Times"],
        [typeof(string)] = ["op_Equality", "op_Inequality"],
        [typeof(TextCodes)] = ["Find", "Text"],
        [typeof(Value)] = ["Of", "OfTime"],
    };

    /// <summary>Nodes walked.</summary>
    public int Nodes { get; private set; }

    /// <summary>Delegates seen.</summary>
    public int Delegates { get; private set; }

    /// <summary>The first thing that is not listed; null when there is none.</summary>
    public string? Forbidden { get; private set; }

    /// <summary>What was reached.</summary>
    public HashSet<(Type Type, string Name)> Reached { get; } = [];

    public void Clear() => (Nodes, Delegates, Forbidden) = (0, 0, null);

    /// <summary>Walks one delegate.</summary>
    public void Visit(LambdaExpression code)
    {
        Delegates++;
        Visit((Expression)code);
    }

    public override Expression? Visit(Expression? node)
    {
        if (node is not null) Nodes++;
        return base.Visit(node);
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        Reach(node.Method);
        return base.VisitMethodCall(node);
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        Reach(node.Member);
        return base.VisitMember(node);
    }

    protected override Expression VisitNew(NewExpression node)
    {
        if (node.Constructor is { } made) Reach(made);
        else Forbidden ??= $"a new {node.Type}";
        return base.VisitNew(node);
    }

    protected override Expression VisitIndex(IndexExpression node)
    {
        if (node.Indexer is { } indexer) Reach(indexer);
        return base.VisitIndex(node);
    }

    protected override Expression VisitUnary(UnaryExpression node)
    {
        if (node.Method is { } method) Reach(method);
        return base.VisitUnary(node);
    }

    protected override Expression VisitBinary(BinaryExpression node)
    {
        if (node.Method is { } method) Reach(method);
        return base.VisitBinary(node);
    }

    protected override Expression VisitInvocation(InvocationExpression node)
    {
        Forbidden ??= $"an invocation of {node.Expression}";
        return base.VisitInvocation(node);
    }

    protected override Expression VisitDynamic(DynamicExpression node)
    {
        Forbidden ??= $"a dynamic operation {node}";
        return base.VisitDynamic(node);
    }

    /// <summary>A constant is a number, a text, a list of values or names; nothing with methods of interest.</summary>
    protected override Expression VisitConstant(ConstantExpression node)
    {
        if (node.Value is not (null or bool or byte or int or long or double or string or string[] or Value[])) Forbidden ??= $"a constant of {node.Type}";
        return base.VisitConstant(node);
    }

    private void Reach(MemberInfo member)
    {
        var type = member.DeclaringType!;
        if (type.IsGenericType) type = type.GetGenericTypeDefinition();
        Reached.Add((type, member.Name));
        if (!Allowed.TryGetValue(type, out var names) || !names.Contains(member.Name)) Forbidden ??= $"{type.FullName}.{member.Name}";
    }
}
