using System.CommandLine;
using Reco.Cli.Terminals;
using Reco.Domain;
using Reco.Domain.Interactions;
using Reco.Domain.Rules;
using Reco.Domain.Rules.Testing;

namespace Reco.Cli.Rules;

/// <summary>Checks rules and runs their tests in this process, as a server would that has no catalog yet.</summary>
internal sealed class OfflineRules : IDisposable
{
    private readonly MemoryWorld nothing;
    private readonly RuleChecker checker;

    /// <param name="terminal">The clock.</param>
    /// <param name="types">Declared interaction types.</param>
    public OfflineRules(Terminal terminal, IEnumerable<string> types)
    {
        nothing = new MemoryWorld(new InteractionTypes(types.ToDictionary(t => t, _ => 1.0)), Limits.Default, terminal.Clock);
        checker = new RuleChecker(nothing.Rules with { Offline = true });
    }

    /// <summary>Interaction types that the server will know.</summary>
    public static Option<string[]> Types() => new("--type")
    {
        HelpName = "NAME",
        Description = "An interaction type that the server declares beside the built-in ones; may repeat.",
        DefaultValueFactory = _ => [],
    };

    public Task<RuleReport> CheckAsync(RuleFile rule, CancellationToken cancel) => checker.CheckAsync(new StoredRule(rule.Service, rule.Name, 0, rule.Json), cancel);

    public void Dispose() => nothing.Dispose();
}
