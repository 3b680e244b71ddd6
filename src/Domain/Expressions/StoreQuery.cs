using Reco.Domain.Catalogs;

namespace Reco.Domain.Expressions;

/// <summary>A rule's <c>query</c>, with everything but the item's attributes already evaluated: what a store translates into its own query language. Null rules are those of the expression language.</summary>
/// <param name="Where">What an item must satisfy.</param>
/// <param name="OrderBy">Ascending sort key, null last; null itself when the rule gives none (then by id).</param>
public sealed record StoreQuery(StoreCondition Where, StoreOperand? OrderBy);

/// <summary>A condition: true or false, never null.</summary>
public abstract record StoreCondition
{
    /// <summary>Always true or always false.</summary>
    public sealed record Constant(bool Value) : StoreCondition;
    /// <summary>All hold.</summary>
    public sealed record And(StoreCondition Left, StoreCondition Right) : StoreCondition;
    /// <summary>One holds.</summary>
    public sealed record Or(StoreCondition Left, StoreCondition Right) : StoreCondition;
    /// <summary>It does not hold (so true where a comparison with null was false).</summary>
    public sealed record Not(StoreCondition Operand) : StoreCondition;
    /// <summary>False when either side is null or, but for <c>!=</c>, when the types differ; <c>!=</c> of different types is true.</summary>
    public sealed record Compare(ComparisonOperator Operator, StoreOperand Left, StoreOperand Right) : StoreCondition;
    /// <summary>The operand is absent.</summary>
    public sealed record IsNull(StoreOperand Operand) : StoreCondition;
    /// <summary>The operand equals one of the values (never null).</summary>
    public sealed record In(StoreOperand Operand, IReadOnlyList<Value> Values) : StoreCondition;
    /// <summary>A list attribute has an element that equals the value; false when either is null.</summary>
    public sealed record Contains(StoreOperand.Attribute List, Value Element) : StoreCondition;
    /// <summary>A boolean attribute is true.</summary>
    public sealed record IsTrue(StoreOperand Operand) : StoreCondition;
}

/// <summary>A value that a condition compares.</summary>
public abstract record StoreOperand
{
    /// <summary>A declared attribute of the item (or <c>id</c>).</summary>
    public sealed record Attribute(string Path, AttributeType Type) : StoreOperand;
    /// <summary>A value known before the query runs.</summary>
    public sealed record Constant(Value Value) : StoreOperand;
    /// <summary>+ − * / % over numbers (or times where the language allows it); null with null, null when not finite.</summary>
    public sealed record Arithmetic(ArithmeticOperator Operator, StoreOperand Left, StoreOperand Right) : StoreOperand;
    /// <summary>The left value, or the right one where it is null.</summary>
    public sealed record Coalesce(StoreOperand Left, StoreOperand Right) : StoreOperand;
}

/// <summary>How two values are compared.</summary>
public enum ComparisonOperator
{
    /// <summary>==</summary>
    Equal,
    /// <summary>!=</summary>
    NotEqual,
    /// <summary>&lt;</summary>
    Less,
    /// <summary>&lt;=</summary>
    LessOrEqual,
    /// <summary>&gt;</summary>
    Greater,
    /// <summary>&gt;=</summary>
    GreaterOrEqual,
}

/// <summary>How two numbers make a third.</summary>
public enum ArithmeticOperator
{
    /// <summary>+</summary>
    Add,
    /// <summary>-</summary>
    Subtract,
    /// <summary>*</summary>
    Multiply,
    /// <summary>/</summary>
    Divide,
    /// <summary>% (the sign of the dividend, as in C#)</summary>
    Remainder,
}
