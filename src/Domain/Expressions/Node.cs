namespace Reco.Domain.Expressions;

/// <summary>
/// What the <see cref="Grammar"/> read: a tree without types, each node with the column (from 1) where it stands. The <see cref="Binder"/> gives it meaning.
/// A node knows the size of its tree, so that limits are checked without walking it.
/// </summary>
/// <param name="Column">Where it begins in the text, from 1; an operator's own place for operations.</param>
/// <param name="Size">Nodes in this tree, itself included.</param>
internal abstract record Node(int Column, int Size)
{
    /// <summary>Where its first character stands: before <see cref="Column"/> for what begins with an operand.</summary>
    public int Start => this switch
    {
        Member member => member.Target.Start,
        Call { Target: { } target } => target.Start,
        Infix infix => infix.Left.Start,
        Conditional choice => choice.Test.Start,
        _ => Column,
    };

    /// <summary>A number, text, boolean or null as written.</summary>
    public sealed record Literal(int Column, Value Value) : Node(Column, 1);

    /// <summary><c>[a, b]</c></summary>
    public sealed record ListOf(int Column, IReadOnlyList<Node> Items) : Node(Column, 1 + Items.Sum(i => i.Size));

    /// <summary>A name that stands alone or begins a path.</summary>
    public sealed record Name(int Column, string Text) : Node(Column, 1);

    /// <summary><c>target.name</c></summary>
    public sealed record Member(int Column, Node Target, string Text) : Node(Column, 1 + Target.Size);

    /// <summary><c>name(…)</c> or, with a target, <c>target.name(…)</c>.</summary>
    public sealed record Call(int Column, Node? Target, string Text, IReadOnlyList<Node> Arguments) : Node(Column, 1 + (Target?.Size ?? 0) + Arguments.Sum(a => a.Size));

    /// <summary><c>x => body</c>, only as an argument.</summary>
    public sealed record Lambda(int Column, string Parameter, Node Body) : Node(Column, 1 + Body.Size);

    /// <summary><c>!a</c> and <c>-a</c></summary>
    public sealed record Prefix(int Column, string Operator, Node Operand) : Node(Column, 1 + Operand.Size);

    /// <summary>Two operands with an operator between them.</summary>
    public sealed record Infix(int Column, string Operator, Node Left, Node Right) : Node(Column, 1 + Left.Size + Right.Size);

    /// <summary><c>test ? then : otherwise</c></summary>
    public sealed record Conditional(int Column, Node Test, Node Then, Node Otherwise) : Node(Column, 1 + Test.Size + Then.Size + Otherwise.Size);
}
