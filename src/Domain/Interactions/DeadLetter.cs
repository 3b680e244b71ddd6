namespace Reco.Domain.Interactions;

/// <summary>Why a row could not be folded. In JSON and metrics as <see cref="DeadLetterReasons.Word"/> says it.</summary>
public enum DeadLetterReason : byte
{
    /// <summary>The person's profile can't be read.</summary>
    DamagedProfile,
    /// <summary>The profile would become larger than <see cref="Limits.ProfileBytes"/>.</summary>
    ProfileTooLarge,
    /// <summary>The row's bytes in the log can't be read: damaged, or written by a newer server.</summary>
    Undecodable,
    /// <summary>The fold threw: a bug.</summary>
    Fault,
}

/// <summary>The words for <see cref="DeadLetterReason"/>.</summary>
public static class DeadLetterReasons
{
    /// <summary>The reason as JSON and metrics have it.</summary>
    public static string Word(this DeadLetterReason reason) => reason switch
    {
        DeadLetterReason.DamagedProfile => "damagedProfile",
        DeadLetterReason.ProfileTooLarge => "profileTooLarge",
        DeadLetterReason.Undecodable => "undecodable",
        _ => "fault",
    };
}

/// <summary>Why one row of a batch can't be folded.</summary>
/// <param name="Reason">What kind of failure.</param>
/// <param name="Detail">What the fold said, for operators; at most <see cref="MostDetail"/> characters.</param>
public sealed record FoldFailure(DeadLetterReason Reason, string Detail)
{
    /// <summary>Characters of a detail; the rest is cut off.</summary>
    public const int MostDetail = 500;

    /// <summary>The failure that an exception tells of.</summary>
    public static FoldFailure Of(DeadLetterReason reason, Exception fault)
    {
        var detail = reason == DeadLetterReason.Fault ? $"{fault.GetType().Name}: {fault.Message}" : fault.Message;
        return new(reason, detail.Length > MostDetail ? detail[..MostDetail] : detail);
    }
}

/// <summary>A row that was accepted and could not be folded: kept until it is replayed, its person is forgotten, or there are too many.</summary>
/// <param name="Log"><see cref="LoggedInteraction.Log"/> of the row.</param>
/// <param name="Sequence">Its place there: with the log it tells letters apart, so that a row is never two letters.</param>
/// <param name="Catalog">The catalog it was sent to.</param>
/// <param name="User">Whose row it is.</param>
/// <param name="AtMs">When it failed, milliseconds since 1970.</param>
/// <param name="Failure">Why.</param>
public sealed record DeadLetter(string Log, long Sequence, string Catalog, string User, long AtMs, FoldFailure Failure)
{
    /// <summary>What the store calls it: given by the store, opaque to callers.</summary>
    public string Id { get; init; } = "";

    /// <summary>The row; null when its bytes can't be decoded.</summary>
    public Interaction? Row { get; init; }

    /// <summary>The row's bytes where <see cref="Row"/> is null.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>
    /// The id under which the row is appended again: its own, or its first place in the log. So a replay that is repeated is a duplicate, like any row that is sent twice.
    /// </summary>
    public string ReplayId => Row?.Id ?? $"{Log}/{Sequence}";
}
