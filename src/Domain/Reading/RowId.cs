using System.Text;

namespace Reco.Domain.Reading;

/// <summary>What an id may be, wherever it comes from: rows, addresses, parameters, rules. The same for items, users, keys and names of relations.</summary>
public static class RowId
{
    /// <summary>What is wrong with an id: it must have 1 to <see cref="Limits.IdBytes"/> bytes no control characters, and not be <c>.</c> or <c>..</c>. Null when it is fine.</summary>
    public static Fault? Check(string path, string id, Limits limits) =>
        id.Length == 0 ? new(path, "must not be empty")
        : Encoding.UTF8.GetByteCount(id) > limits.IdBytes ? TooLong(path, limits.IdBytes)
        // A path of an address can't say them: "." and ".." are steps in it, however they are encoded.
        : id is "." or ".." ? new(path, $"must not be \"{id}\"")
        : id.Any(char.IsControl) ? new(path, "holds a control character", "Leave it out.")
        : null;

    /// <summary>The fault of a text that has more bytes than it may.</summary>
    internal static Fault TooLong(string path, int bytes) => new(path, $"longer than {bytes} bytes", "Use a shorter one.");
}
