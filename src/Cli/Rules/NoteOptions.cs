using System.CommandLine;
using Reco.Cli.Terminals;
using Reco.Domain.Rules;

namespace Reco.Cli.Rules;

/// <summary>Who changes rules and why: <c>--author</c> (or RECO_AUTHOR) and <c>--comment</c>.</summary>
internal sealed class NoteOptions
{
    public Option<string?> Author { get; } = new("--author") { HelpName = "NAME", Description = "Who makes the change, for the history of the rule; or in the environment as RECO_AUTHOR." };

    public Option<string?> Comment { get; } = new("--comment") { HelpName = "TEXT", Description = "Why, for the history of the rule." };

    /// <summary>What was said; a text that the server would not take is a wrong use.</summary>
    public RuleNote Read(ParseResult parsed, Terminal terminal)
    {
        var note = new RuleNote(Said(parsed.GetValue(Author) ?? terminal.Environment("RECO_AUTHOR")), Said(parsed.GetValue(Comment)));
        var fault = RuleNote.Check("the author", note.Author, RuleNote.MaxAuthorBytes) ?? RuleNote.Check("the comment", note.Comment, RuleNote.MaxCommentBytes);
        return fault is null ? note : throw CliException.Usage($"{fault}");
    }

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
