using Reco.Domain.Catalogs;

namespace Reco.Domain.Expressions;

/// <summary>What the value of an expression depends on.</summary>
[Flags]
internal enum Reads
{
    Nothing = 0,
    /// <summary>The candidate and its item: computed anew for each.</summary>
    Candidate = 1,
    /// <summary>The person's attributes or history: their profile must be read.</summary>
    Person = 2,
    /// <summary>The request.</summary>
    Request = 4,
    /// <summary>The request's first item.</summary>
    Seed = 8,
    /// <summary>The time.</summary>
    Now = 16,
    /// <summary>The parameter of the outer lambda.</summary>
    OuterElement = 32,
    /// <summary>The parameter of the inner lambda.</summary>
    InnerElement = 64,
    /// <summary>How the candidate was found: its score, rank and sources, which a query over all items does not know.</summary>
    Found = 128,
    /// <summary>A fault was reported: there is nothing to compile.</summary>
    Broken = 256,
    /// <summary>The candidate's rank: candidates must be in order before they are scored.</summary>
    Rank = 512,
}

/// <summary>
/// An expression whose names are resolved and whose types are checked: what the <see cref="Binder"/> makes of a <see cref="Node"/>, and what the
/// <see cref="Generator"/> turns into code and the <see cref="QueryTranslator"/> into a store's condition.
/// </summary>
/// <param name="Type">What is known of its type.</param>
/// <param name="Reads">What it depends on.</param>
internal abstract record Bound(StaticType Type, Reads Reads)
{
    /// <summary>Whether it is the same for all candidates of a request (and all elements of a list).</summary>
    public bool OncePerRequest => (Reads & (Reads.Candidate | Reads.OuterElement | Reads.InnerElement)) == 0;

    /// <summary>Stands where a fault was reported, so that the rest is still checked.</summary>
    public sealed record Faulty() : Bound(StaticType.Dynamic, Reads.Broken);

    public sealed record Constant(Value Value) : Bound(StaticTypes.Of(Value), Reads.Nothing);

    /// <summary>An attribute of the candidate's item or, with <paramref name="OfSeed"/>, of the seed.</summary>
    public sealed record Attribute(bool OfSeed, string Path, ColumnRef Place) : Bound(StaticTypes.Of(Place.Type), Owner(OfSeed));

    public sealed record ItemId(bool OfSeed) : Bound(StaticType.Text, Owner(OfSeed));

    public sealed record Popularity(bool OfSeed) : Bound(StaticType.Number, Owner(OfSeed) | Reads.Now);

    /// <summary><c>candidate.score</c>, <c>.rank</c>, <c>.source</c></summary>
    public sealed record OfCandidate(string Member, StaticType Type) : Bound(Type, Reads.Candidate | Reads.Found | (Member == "rank" ? Reads.Rank : Reads.Nothing));

    /// <summary><c>request.user</c>, <c>.item</c>, <c>.items</c>, <c>.limit</c>; <c>user.id</c> is <c>request.user</c>.</summary>
    public sealed record OfRequest(string Member, StaticType Type) : Bound(Type, Reads.Request);

    public sealed record ContextValue(string Name) : Bound(StaticType.Dynamic, Reads.Request);

    public sealed record UserAttribute(string[] Path) : Bound(StaticType.Dynamic, Reads.Person);

    /// <summary><c>user.last(type, count)</c></summary>
    public sealed record Last(string Interaction, int Count) : Bound(StaticType.List, Reads.Person);

    /// <summary><c>user.count(type, within)</c></summary>
    public sealed record Counted(string Interaction, long WithinMs) : Bound(StaticType.Number, Reads.Person | Reads.Now);

    /// <summary><c>user.did(type, item)</c></summary>
    public sealed record Did(string Interaction, Bound Item) : Bound(StaticType.Boolean, Reads.Person | Item.Reads);

    /// <summary><c>user.impressions(item, within)</c></summary>
    public sealed record Impressions(Bound Item, long WithinMs) : Bound(StaticType.Number, Reads.Person | Reads.Now | Item.Reads);

    public sealed record Now() : Bound(StaticType.Time, Reads.Now);

    /// <summary><c>now.hour</c> and the like.</summary>
    public sealed record NowPart(string Part) : Bound(StaticType.Number, Reads.Now);

    /// <summary>A <c>let</c> name.</summary>
    public sealed record Use(Let Let) : Bound(Let.Value.Type, Let.Value.Reads);

    /// <summary>The parameter of a lambda: an element of a list.</summary>
    public sealed record Element(int Depth) : Bound(StaticType.Dynamic, Depth == 0 ? Reads.OuterElement : Reads.InnerElement);

    public sealed record Not(Bound Operand) : Bound(StaticType.Boolean, Operand.Reads);

    public sealed record Negate(Bound Operand) : Bound(StaticType.Number, Operand.Reads);

    public sealed record Arithmetic(ArithmeticOperator Operator, Bound Left, Bound Right, StaticType Type) : Bound(Type, Left.Reads | Right.Reads);

    public sealed record Compare(ComparisonOperator Operator, Bound Left, Bound Right) : Bound(StaticType.Boolean, Left.Reads | Right.Reads);

    /// <summary><c>== null</c></summary>
    public sealed record IsNull(Bound Operand) : Bound(StaticType.Boolean, Operand.Reads);

    /// <summary><c>&amp;&amp;</c>, or <c>||</c></summary>
    public sealed record Logic(bool And, Bound Left, Bound Right) : Bound(StaticType.Boolean, Left.Reads | Right.Reads);

    public sealed record In(Bound Item, Bound List) : Bound(StaticType.Boolean, Item.Reads | List.Reads);

    public sealed record Coalesce(Bound Left, Bound Right) : Bound(StaticTypes.Either(Left.Type, Right.Type), Left.Reads | Right.Reads);

    public sealed record Conditional(Bound Test, Bound Then, Bound Otherwise)
        : Bound(StaticTypes.Either(Then.Type, Otherwise.Type), Test.Reads | Then.Reads | Otherwise.Reads);

    public sealed record ListOf(IReadOnlyList<Bound> Items) : Bound(StaticType.List, Union(Items));

    public sealed record Call(Function Function, IReadOnlyList<Bound> Arguments) : Bound(Function.Gives, Union(Arguments));

    /// <summary><c>any(list, x => body)</c> and the like.</summary>
    public sealed record Quantify(Quantifier Quantifier, Bound List, int Depth, Bound Body)
        : Bound(Quantifier.Gives, List.Reads | (Body.Reads & ~(Depth == 0 ? Reads.OuterElement : Reads.InnerElement)));

    private static Reads Owner(bool ofSeed) => ofSeed ? Reads.Seed : Reads.Candidate;

    private static Reads Union(IReadOnlyList<Bound> parts) => parts.Aggregate(Reads.Nothing, (all, part) => all | part.Reads);
}

/// <summary>A bound <c>let</c>, shared by all expressions that name it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its expression.</param>
/// <param name="Size">Nodes of its own text.</param>
/// <param name="Uses">Every other <c>let</c> that it needs, directly or not.</param>
internal sealed record Let(string Name, Bound Value, int Size, IReadOnlySet<Let> Uses)
{
    public bool Equals(Let? other) => ReferenceEquals(this, other);
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
