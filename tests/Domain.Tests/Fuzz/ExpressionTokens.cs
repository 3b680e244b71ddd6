using System.Text.RegularExpressions;

namespace Reco.Domain.Tests.Fuzz;

/// <summary>Cuts an expression into its tokens, and tears them apart.</summary>
internal static partial class ExpressionTokens
{
    public static List<string> Of(string text) => [.. Token().Matches(text).Select(m => m.Value)];

    /// <summary>One to three splices: tokens lost, doubled, exchanged, replaced by tokens or whole expressions of the corpus.</summary>
    public static string Mutate(string text, FuzzCorpus corpus, Random random)
    {
        var tokens = Of(text);
        for (var i = random.Next(3); i >= 0 && tokens.Count > 0; i--)
        {
            var at = random.Next(tokens.Count);
            switch (random.Next(8))
            {
                case 0: tokens.RemoveAt(at); break;
                case 1: tokens.Insert(at, tokens[at]); break;
                case 2: (tokens[at], tokens[^1]) = (tokens[^1], tokens[at]); break;
                case 3: tokens[at] = corpus.Tokens[random.Next(corpus.Tokens.Count)]; break;
                case 4: tokens.Insert(at, corpus.Tokens[random.Next(corpus.Tokens.Count)]); break;
                case 5: tokens[at] = $"({corpus.Expressions[random.Next(corpus.Expressions.Count)]})"; break;
                case 6: Exchange(tokens, at, random); break;
                default: tokens.AddRange(tokens.GetRange(at, Math.Min(tokens.Count - at, random.Next(1, 12)))); break;
            }
        }
        return string.Concat(tokens);
    }

    /// <summary>A token for another of its kind, so that most of these stay valid.</summary>
    private static void Exchange(List<string> tokens, int at, Random random)
    {
        string[][] kinds = [["+", "-", "*", "/", "%"], ["==", "!=", "<", "<=", ">", ">="], ["&&", "||", "??"], ["true", "false", "null", "0", "1", "-1", "1e308", "'a'", "''", "[]"],
            ["abs", "floor", "round", "log", "log1p", "exp", "sqrt", "hours", "days"], ["any", "all", "count", "sum", "min", "max"], ["price", "stock", "status", "brand", "createdAt", "tags", "ripe", "color", "id", "popularity"]];
        for (var i = 0; i < tokens.Count; i++)
        {
            var place = (at + i) % tokens.Count;
            if (kinds.FirstOrDefault(k => k.Contains(tokens[place])) is not { } kind) continue;
            tokens[place] = kind[random.Next(kind.Length)];
            return;
        }
    }

    [GeneratedRegex("""\s+|[A-Za-z_][A-Za-z0-9_]*|[0-9.]+(e[0-9]+)?|'(\\.|[^'\\])*'|"(\\.|[^"\\])*"|=>|==|!=|<=|>=|&&|\|\||\?\?|.""", RegexOptions.Singleline)]
    private static partial Regex Token();
}
