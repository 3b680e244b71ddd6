namespace Reco.Domain.Changes;

/// <summary>What changed.</summary>
public enum ChangeKind
{
    /// <summary>Anything may have changed: messages were missed, for example while the connection was down.</summary>
    Anything,
    /// <summary>A rule has a new revision.</summary>
    Rule,
}

/// <summary>A message to all instances: something is stored in a newer version than before.</summary>
/// <param name="Kind">What.</param>
/// <param name="Key">Which one: <c>service/name</c> of a rule; empty for <see cref="ChangeKind.Anything"/>.</param>
/// <param name="Version">At least this version is stored: whoever reads an older one reads again.</param>
public readonly record struct Change(ChangeKind Kind, string Key, long Version)
{
    /// <summary>Messages were missed.</summary>
    public static Change Missed => new(ChangeKind.Anything, "", 0);
}

/// <summary>
/// Tells every instance what changed, at once but without a promise: a message may be lost, late, doubled or out of order. What it brings is speed only; who
/// listens also looks for changes by himself every now and then, so that a lost message costs that long and no more. A port.
/// </summary>
public interface IChangeBus
{
    /// <summary>
    /// Tells all instances, this one too. Called when the change is stored. Never throws and never waits longer than a short time-out: the change has
    /// happened, whether others hear of it or not.
    /// </summary>
    ValueTask PublishAsync(Change change);

    /// <summary>
    /// Has <paramref name="heard"/> called for each message until the result is disposed of, from any thread and perhaps from several at once; it returns at once
    /// and does not throw. After a lost connection is back it is called with <see cref="Change.Missed"/>.
    /// </summary>
    IDisposable Subscribe(Action<Change> heard);
}
