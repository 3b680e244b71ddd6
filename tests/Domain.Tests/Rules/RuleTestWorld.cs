using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Rules;
using Reco.Domain.Rules.Testing;
using Reco.Domain.Tests.World;

namespace Reco.Domain.Tests.Rules;

/// <summary>Catalogs and stores in memory that rules are compiled against.</summary>
internal sealed class RuleTestWorld : IDisposable
{
    private readonly ConcurrentDictionary<string, FixedPopularity> popularity = new(StringComparer.Ordinal);

    private RuleTestWorld(MemoryRules rules)
    {
        Rules = rules;
        Catalogs = new LiveCatalogs(Items);
        World = new RuleWorld(Catalogs.Find, new MemoryRelations(Catalogs.Ids, Limits.Default), Popularity, Items, new InteractionTypes(), Limits.Default);
        Compiler = new RuleCompiler(World);
        Publisher = new RulePublisher(Rules, Catalogs, Live, World, Bus);
    }

    public MemoryItems Items { get; } = new(Limits.Default);
    public MemoryRules Rules { get; }
    public LiveCatalogs Catalogs { get; }
    public HeardChanges Bus { get; } = new();
    public LiveRules Live { get; } = new();
    public RuleWorld World { get; }
    public RuleCompiler Compiler { get; }
    public RulePublisher Publisher { get; }

    /// <summary>A world with a catalog of groceries and one of books; with another instance's rules when they are given.</summary>
    public static async Task<RuleTestWorld> Create(MemoryRules? rules = null)
    {
        var world = new RuleTestWorld(rules ?? new());
        await world.Items.PutCatalogAsync(new("default", Groceries), default);
        await world.Items.PutCatalogAsync(CatalogDefinition.Empty("books"), default);
        await world.Catalogs.LoadAsync(default);
        return world;
    }

    public static FrozenDictionary<string, AttributeType> Groceries { get; } = new Dictionary<string, AttributeType>
    {
        ["status"] = AttributeType.Text,
        ["category"] = AttributeType.Text,
        ["brand"] = AttributeType.Text,
        ["price"] = AttributeType.Number,
        ["ripe"] = AttributeType.Boolean,
        ["createdAt"] = AttributeType.Time,
    }.ToFrozenDictionary();

    public FixedPopularity Popularity(string catalog) => popularity.GetOrAdd(catalog, name => new FixedPopularity(Catalogs.Ids(name)));

    public Outcome<CompiledRule> Compile(string json) => Compiler.Compile(RuleSamples.Stored(json));

    /// <summary>What a check says of a rule of the corpus.</summary>
    public Task<RuleReport> CheckAsync(string json) => new RuleChecker(World).CheckAsync(RuleSamples.Stored(json), default);

    public Task<RuleChange> Put(string name, string json, long? ifMatch = null) => Publisher.PutAsync("grocery", name, Encoding.UTF8.GetBytes(json), ifMatch, RuleNote.None, default);

    public void Dispose()
    {
        Publisher.Dispose();
        Catalogs.Dispose();
    }
}
