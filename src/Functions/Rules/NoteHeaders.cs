using Reco.Domain;
using Reco.Domain.Rules;

namespace Reco.Functions.Rules;

/// <summary>Who changes a rule and why, from the headers <c>x-reco-author</c> and <c>x-reco-comment</c>, both in UTF-8. What is left out or empty was not said.</summary>
internal static class NoteHeaders
{
    private const string Author = "x-reco-author", Comment = "x-reco-comment";

    /// <summary>The note, or what is wrong with it.</summary>
    public static Outcome<RuleNote> Read(HttpContext context)
    {
        var faults = new List<Fault>();
        var note = new RuleNote(Text(context, Author, RuleNote.MaxAuthorBytes, faults), Text(context, Comment, RuleNote.MaxCommentBytes, faults));
        return faults.Count > 0 ? faults : note;
    }

    private static string? Text(HttpContext context, string name, int maxBytes, List<Fault> faults)
    {
        var values = context.Request.Headers[name];
        var text = string.IsNullOrWhiteSpace(values.ToString()) ? null : values[0];
        if ((values.Count > 1 ? new(name, "given twice", "Give it once.") : RuleNote.Check(name, text, maxBytes)) is { } fault) faults.Add(fault);
        return text;
    }
}
