using System.Text;
using Parlot;
using Parlot.Fluent;

namespace Reco.Domain.Expressions;

/// <summary>
/// The grammar of <c>@</c> code, from the loosest operator to the tightest: text → <see cref="Node"/>. Only expressions in brackets, arguments and the
/// middle of <c>?:</c> nest, and nesting is bounded, so no text exhausts the stack; everything else repeats in a loop.
/// </summary>
internal static class Grammar
{
    private const int Depth = 40;

    private static readonly Parser<Node> Whole = Build();

    /// <summary>The tree of a text, or what is wrong with it and where.</summary>
    /// <param name="text">The text, without <c>@</c>.</param>
    /// <param name="limits">How long it may be.</param>
    /// <param name="entered">Told each time a parser is tried: tests count the work.</param>
    public static (Node? Tree, string? Problem, int Column) Parse(string text, Limits limits, Action? entered = null)
    {
        if (Encoding.UTF8.GetByteCount(text) > limits.ExpressionBytes) return (null, $"the expression is longer than {limits.ExpressionBytes} bytes", 0);
        if (string.IsNullOrWhiteSpace(text)) return (null, "expected an expression", 1);
        var context = new ParseContext(new Scanner(text), Depth, false, false, CancellationToken.None);
        if (entered is not null) context.OnEnterParser = (_, _) => entered();
        try
        {
            return Whole.TryParse(context, out var tree, out var error)
                ? (tree, null, 0)
                : Reject(text, error?.Message ?? "expected an expression", error?.Position.Offset ?? 0);
        }
        catch (ParseException tooDeep)
        {
            return Reject(text, tooDeep.Message, tooDeep.Position.Offset);
        }
    }

    private static (Node?, string?, int) Reject(string text, string problem, int offset)
    {
        var column = ColumnAt(text, offset);
        if (!problem.StartsWith("expected", StringComparison.Ordinal)) problem = $"the expression nests deeper than {Depth}";
        else if (column <= text.Length && text[column - 1] is '\'' or '"') problem = $"the text that begins here has no closing {text[column - 1]} or an unknown escape";
        else if (problem == "expected an expression" && column <= text.Length && char.IsAsciiDigit(text[column - 1])) problem = "the number that begins here is too large";
        return (null, problem, column);
    }

    private static int ColumnAt(string text, int offset)
    {
        while (offset < text.Length && char.IsWhiteSpace(text[offset])) offset++;
        return offset + 1;
    }

    private readonly record struct Sign(string Text, int Column);

    private static Parser<Node> Build()
    {
        var expression = Deferred<Node>();
        var operand = Expected(expression, "an expression");

        var number = Terms.Number<double>(NumberOptions.AllowDecimalSeparator | NumberOptions.AllowExponent).When((_, value) => double.IsFinite(value))
            .Then<Node>((context, start, _, value) => new Node.Literal(At(context, start), Value.Of(value)));
        var text = Terms.String(StringLiteralQuotes.SingleOrDouble)
            .Then<Node>((context, start, _, value) => new Node.Literal(At(context, start), Value.Of(value.ToString())));
        var word = Terms.Identifier().Then((context, start, _, value) => new Sign(value.ToString()!, At(context, start)));
        var name = word.When((_, sign) => sign.Text is not ("in" or "true" or "false" or "null"));
        var constant = word.When((_, sign) => sign.Text is "true" or "false" or "null")
            .Then<Node>(sign => new Node.Literal(sign.Column, sign.Text == "null" ? Value.Null : Value.Of(sign.Text == "true")));

        var lambda = name.AndSkip(Terms.Text("=>")).And(operand).Then<Node>(l => new Node.Lambda(l.Item1.Column, l.Item1.Text, l.Item2));
        var arguments = Between('(', List(lambda.Or(expression)), ')');
        var call = name.And(arguments).Then<Node>(c => new Node.Call(c.Item1.Column, null, c.Item1.Text, c.Item2));
        var list = Symbol("[").And(List(expression)).AndSkip(Expected(Terms.Char(']'), "\"]\" or \",\"")).Then<Node>(l => new Node.ListOf(l.Item1.Column, l.Item2));
        var group = Between('(', operand, ')');
        var primary = OneOf(number, text, constant, call, name.Then<Node>(n => new Node.Name(n.Column, n.Text)), list, group);

        var member = Terms.Char('.').SkipAnd(Expected(word, "a name")).And(arguments.Then(a => (IReadOnlyList<Node>?)a).Or(Always<IReadOnlyList<Node>?>(null)));
        var postfix = primary.And(ZeroOrMany(member)).Then(p => p.Item2.Aggregate(p.Item1, (target, m) =>
            m.Item2 is null ? (Node)new Node.Member(m.Item1.Column, target, m.Item1.Text) : new Node.Call(m.Item1.Column, target, m.Item1.Text, m.Item2)));

        var prefixed = ZeroOrMany(Symbol("!", "-")).And(postfix).Then(p => p.Item1.Reverse().Aggregate(p.Item2, (o, sign) => new Node.Prefix(sign.Column, sign.Text, o)));
        // After a prefix something must follow, at its own place; a bare failure would be reported at the prefix.
        var unary = prefixed.Or(Symbol("!", "-").And(Expected(prefixed, "an expression")).Then(p => p.Item2));

        var product = LeftToRight(unary, Symbol("*", "/", "%"));
        var sum = LeftToRight(product, Symbol("+", "-"));
        var order = LeftToRight(sum, Symbol("<=", "<", ">=", ">").Or(word.When((_, sign) => sign.Text == "in")));
        var equality = LeftToRight(order, Symbol("==", "!="));
        var both = LeftToRight(equality, Symbol("&&"));
        var either = LeftToRight(both, Symbol("||"));
        var coalesce = LeftToRight(either, Symbol("??"));

        var branch = Symbol("?").And(operand).AndSkip(Expected(Terms.Char(':'), "\":\"")).And(Expected(coalesce, "an expression"));
        expression.Parser = coalesce.And(ZeroOrMany(branch)).Then(c => Branches(c.Item1, c.Item2));
        return operand.AndSkip(Expected(SkipWhiteSpace(Eof()), "an operator or the end"));
    }

    /// <summary><c>a ? b : c ? d : e</c> is <c>a ? b : (c ? d : e)</c>.</summary>
    private static Node Branches(Node first, IReadOnlyList<(Sign Mark, Node Then, Node Next)> branches)
    {
        if (branches.Count == 0) return first;
        var result = branches[^1].Next;
        for (var i = branches.Count - 1; i >= 0; i--)
        {
            result = new Node.Conditional(branches[i].Mark.Column, i == 0 ? first : branches[i - 1].Next, branches[i].Then, result);
        }
        return result;
    }

    private static Parser<Node> LeftToRight(Parser<Node> operand, Parser<Sign> operators) =>
        operand.And(ZeroOrMany(operators.And(Expected(operand, "an expression"))))
            .Then(chain => chain.Item2.Aggregate(chain.Item1, (left, next) => new Node.Infix(next.Item1.Column, next.Item1.Text, left, next.Item2)));

    private static Parser<IReadOnlyList<Node>> List(Parser<Node> element) =>
        element.And(ZeroOrMany(Terms.Char(',').SkipAnd(Expected(element, "an expression"))))
            .Then<IReadOnlyList<Node>>(l => [l.Item1, .. l.Item2])
            .Or(Always<IReadOnlyList<Node>>([]));

    private static Parser<T> Between<T>(char open, Parser<T> inside, char close) =>
        Terms.Char(open).SkipAnd(inside).AndSkip(Expected(Terms.Char(close), typeof(T) == typeof(Node) ? $"\"{close}\" or an operator" : $"\"{close}\" or \",\""));

    private static Parser<Sign> Symbol(params string[] texts) =>
        OneOf([.. texts.Select(t => t == "?" ? Terms.Text(t).WhenNotFollowedBy(Literals.Char('?')) : Terms.Text(t))])
            .Then((context, start, _, value) => new Sign(value, At(context, start)));

    private static Parser<T> Expected<T>(Parser<T> parser, string what) => parser.ElseError("expected " + what);

    private static int At(ParseContext context, int start) => ColumnAt(context.Scanner.Buffer, start);
}
