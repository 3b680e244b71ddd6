namespace Reco.Domain.Interactions;

/// <summary>
/// What stays of a profile that was forgotten or merged: its fences and nothing else. A log that rewinds delivers rows at or below them, which change nothing; rows
/// behind them start a new history. Pure.
/// </summary>
public static class Tombstone
{
    /// <summary>What stays of a name that is merged now; its later rows go to the account.</summary>
    public static Profile Merged(Profile from) => Of(from.Fences());

    /// <summary>What stays of a person who is forgotten. Names merged into it are forgotten too: each has a tombstone of its own, by <see cref="ForgottenName"/>.</summary>
    /// <param name="person">Before.</param>
    /// <param name="log">The log that the person's rows come from.</param>
    /// <param name="last">Its last row: those up to it are forgotten, folded or not.</param>
    public static Profile Forgotten(Profile person, string log, long last) => Raised(person.Fences().Only(null), log, last);

    /// <summary>What stays of a name that was merged into a person who is forgotten: it stands for nobody then.</summary>
    /// <param name="tombstone">What <see cref="Merged"/> left of it.</param>
    /// <param name="person">The person, who folded the name's later rows.</param>
    /// <param name="name">The name.</param>
    /// <param name="log">The log that the name's rows come from.</param>
    /// <param name="last">Its last row.</param>
    public static Profile ForgottenName(Profile tombstone, Profile person, string name, string log, long last)
    {
        var fences = tombstone.Fences().Only(null);
        fences.Raise(person.Fences().Only(name));
        return Raised(fences, log, last);
    }

    private static Profile Raised(FenceList fences, string log, long last)
    {
        fences.Pass(log, last);
        return Of(fences);
    }

    private static Profile Of(FenceList fences)
    {
        var sections = Profile.Empty.Sections();
        sections[ProfileFormat.Fences] = fences.Write();
        return new Profile(ProfileFormat.Write(sections));
    }
}
