using System.Text;

namespace Reco.Domain.Rules;

/// <summary>What whoever changes a rule says about it; kept with the revision, read by people. Nobody checks who the author is.</summary>
/// <param name="Author">Who; null when not said. At most <see cref="MaxAuthorBytes"/>.</param>
/// <param name="Comment">Why; null when not said. At most <see cref="MaxCommentBytes"/>.</param>
public sealed record RuleNote(string? Author, string? Comment)
{
    /// <summary>Bound of <see cref="Author"/>, in UTF-8.</summary>
    public const int MaxAuthorBytes = 256;

    /// <summary>Bound of <see cref="Comment"/>, in UTF-8.</summary>
    public const int MaxCommentBytes = 1024;

    /// <summary>Nothing said.</summary>
    public static RuleNote None { get; } = new(null, null);

    /// <summary>What is wrong with a text that was given for <paramref name="path"/>; null when it may be kept.</summary>
    public static Fault? Check(string path, string? text, int maxBytes) =>
        text is null ? null
        : Encoding.UTF8.GetByteCount(text) is var bytes && bytes > maxBytes ? new(path, $"is {bytes} bytes long", $"Give at most {maxBytes}.")
        : text.Any(char.IsControl) ? new(path, "has a control character", "Write it on one line, without tabs.")
        : text.Contains('\uFFFD') ? new(path, "not valid UTF-8", "Send it in UTF-8.")
        : null;
}
