namespace Reco.Domain.Rules;

/// <content>Canaries: a new revision for some of the people, until it is promoted to everyone or abandoned. Meanwhile the rule takes no other change but its deletion.</content>
public sealed partial class RulePublisher
{
    /// <summary>Publishes a rule to a part of the people; everybody else gets what served before.</summary>
    /// <param name="service">The product that shows the recommendations.</param>
    /// <param name="name">The rule's name within it.</param>
    /// <param name="json">The document.</param>
    /// <param name="share">Percent of the people, above 0 and up to 100.</param>
    /// <param name="ifMatch">The revision that the caller wants to change; null for any.</param>
    /// <param name="note">Who does it and why.</param>
    /// <param name="cancel">Gives up before it is stored.</param>
    public Task<RuleChange> StartCanaryAsync(string service, string name, ReadOnlyMemory<byte> json, double share, long? ifMatch, RuleNote note, CancellationToken cancel) =>
        PublishAsync(new(service, name, 0, json) { Note = note }, ifMatch, (status, draft, compiled) => status switch
        {
            { Newest.Canary: not null } => RuleRefusal.CanaryRuns,
            { Serving: { } serving } => new Plan(
                draft with { Canary = new(share, serving.Version) }, stored => serving with { Canary = new(compiled() with { Stored = stored }, stored.Canary!) }),
            _ => RuleRefusal.Unknown,
        }, cancel);

    /// <summary>Gives the canary to another share of the people: whoever has it keeps it while the share grows.</summary>
    public Task<RuleChange> ShareCanaryAsync(string service, string name, double share, long? ifMatch, RuleNote note, CancellationToken cancel) =>
        ChangeCanaryAsync(service, name, ifMatch, (status, serving, canary) => new Plan(
            status.Newest with { Note = note, Canary = canary.Terms with { Share = share } }, stored => serving with { Canary = new(canary.Rule with { Stored = stored }, stored.Canary!) }), cancel);

    /// <summary>Gives the canary's document to everyone, as a new revision. Without a comment it gets <c>canary N promoted</c>.</summary>
    public Task<RuleChange> PromoteCanaryAsync(string service, string name, long? ifMatch, RuleNote note, CancellationToken cancel) =>
        ChangeCanaryAsync(service, name, ifMatch, (status, _, canary) => new Plan(
            status.Newest with { Note = Said(note, $"canary {canary.Rule.Version} promoted"), Canary = null }, stored => canary.Rule with { Stored = stored }), cancel);

    /// <summary>Gives everyone what serves beside the canary, as a new revision. Without a comment it gets <c>canary N abandoned</c>.</summary>
    public Task<RuleChange> AbandonCanaryAsync(string service, string name, long? ifMatch, RuleNote note, CancellationToken cancel) =>
        ChangeAsync($"{service}/{name}", ifMatch, status => status switch
        {
            null => RuleRefusal.Unknown,
            { Newest.Canary: null } => RuleRefusal.NoCanary,
            { Serving: { } serving } => new Plan(
                serving.Stored with { Note = Said(note, $"canary {status.Newest.Revision} abandoned") }, stored => serving with { Stored = stored, Canary = null }),
            _ => status.Faults.ToList(),
        }, cancel);

    private Task<RuleChange> ChangeCanaryAsync(string service, string name, long? ifMatch, Func<RuleStatus, CompiledRule, Canary, Plan> planner, CancellationToken cancel) =>
        ChangeAsync($"{service}/{name}", ifMatch, status => status switch
        {
            null => RuleRefusal.Unknown,
            { Newest.Canary: null } => RuleRefusal.NoCanary,
            { Serving: { Canary: { } canary } serving } => planner(status, serving, canary),
            // It does not compile any more.
            _ => status.Faults.ToList(),
        }, cancel);

    private static RuleNote Said(RuleNote note, string otherwise) => note with { Comment = note.Comment ?? otherwise };
}
