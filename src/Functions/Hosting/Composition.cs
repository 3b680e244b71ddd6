using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Changes;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Domain.Rules.DryRuns;
using Reco.Functions.DeadLetters;
using Reco.Functions.Demo;
using Reco.Functions.Health;
using Reco.Functions.Http;
using Reco.Functions.Interactions;
using Reco.Functions.Metrics;
using Reco.Functions.Preview;
using Reco.Functions.Recommend;
using Reco.Functions.Security;
using Reco.Functions.Users;
using Reco.Storage.Embedded;

namespace Reco.Functions.Hosting;

/// <summary>Puts the server together: stores → domain → functions. Everything is made once and shared.</summary>
internal static class Composition
{
    /// <summary>Registers all of it. Nothing is opened before the first of it is asked for.</summary>
    public static void AddReco(this IServiceCollection services, Settings settings, bool hostIsDevelopers)
    {
        services.AddSingleton(settings).AddSingleton(settings.Limits).AddSingleton(settings.Types);
        services.AddSingleton(TimeProvider.System).AddSingleton(Instance.Here(TimeProvider.System));
        AddStores(services);
        AddDomain(services);

        services.AddSingleton<Readiness>().AddSingleton<Admission>().AddSingleton<Greeting>().AddSingleton<DemoShop>();
        services.AddSingleton(s => new Gate(settings, s.GetRequiredService<Readiness>(), hostIsDevelopers));
        services.AddSingleton<StartUp>().AddHostedService(s => s.GetRequiredService<StartUp>());
        services.AddHostedService<ParentWatch>().AddHostedService<Rules.RuleFollower>().AddHostedService<RulesFolder>();
        services.AddSingleton<ServedImpressions>().AddHostedService(s => s.GetRequiredService<ServedImpressions>());

        services.AddMetrics(settings.Limits);
        services.AddSingleton<DegradedLog>().AddSingleton<RecommendFunction>().AddSingleton<RecommendBatch>().AddSingleton<PreviewFunction>().AddSingleton<Stats.StatsFunction>().AddSingleton<InteractionsFunction>().AddSingleton<Rules.RulesFunction>();
        services.AddSingleton<Rules.RuleVersionsFunction>().AddSingleton<Rules.RuleCanaryFunction>().AddSingleton<Rules.RuleStatusFunction>().AddSingleton<Rules.RuleCheckFunction>();
        services.AddSingleton<Items.ItemsFunction>().AddSingleton<Catalogs.CatalogsFunction>().AddSingleton<Relations.RelationsFunction>();
        services.AddSingleton<DeadLettersFunction>().AddSingleton<UsersFunction>().AddSingleton<UserExport>().AddSingleton<UserMergeFunction>().AddSingleton<UserForgetFunction>().AddSingleton<HealthFunction>();
    }

    private static void AddStores(IServiceCollection services)
    {
        services.AddSingleton<EmbeddedStores>();
        services.AddSingleton<IItemStore>(s => s.GetRequiredService<EmbeddedStores>().Items);
        services.AddSingleton<IRelations>(s => s.GetRequiredService<EmbeddedStores>().Relations);
        services.AddSingleton<IRuleStore>(s => s.GetRequiredService<EmbeddedStores>().Rules);
        services.AddSingleton<IProfileStore>(s => s.GetRequiredService<EmbeddedStores>().Profiles);
        services.AddSingleton<IPeople>(s => s.GetRequiredService<EmbeddedStores>().People);
        services.AddSingleton<IInteractionLog>(s => s.GetRequiredService<EmbeddedStores>().Log);
        services.AddSingleton<IDeadLetters>(s => s.GetRequiredService<EmbeddedStores>().DeadLetters);
        services.AddSingleton<IChangeBus, EmbeddedBus>();
        services.AddSingleton<IFragments>(s => s.GetRequiredService<EmbeddedStores>().Fragments);
        services.AddSingleton<Func<string, IPopularity>>(s => s.GetRequiredService<EmbeddedStores>().Popularity);
        services.AddSingleton(s => s.GetRequiredService<EmbeddedStores>().Statistics);
        services.AddSingleton(s => s.GetRequiredService<EmbeddedStores>().Catalogs);
    }

    private static void AddDomain(IServiceCollection services)
    {
        services.AddSingleton<LiveRules>().AddSingleton<RulePublisher>().AddSingleton<RuleDrafts>().AddSingleton<RequestSamples>().AddSingleton<DryRunner>().AddSingleton<Recommender>();
        services.AddSingleton<ServedPages>().AddSingleton<IServedPages>(s => s.GetRequiredService<ServedPages>());
        services.AddSingleton<InteractionReader>().AddSingleton<UserReader>();
        services.AddSingleton(s => new CursorSigner(CursorKey.Of(s.GetRequiredService<Settings>(), s.GetRequiredService<EmbeddedStores>().Folder)));
        services.AddSingleton(s => new RuleWorld(
            s.GetRequiredService<LiveCatalogs>().Find, s.GetRequiredService<IRelations>(), s.GetRequiredService<Func<string, IPopularity>>(), s.GetRequiredService<IItemStore>(),
            s.GetRequiredService<InteractionTypes>(), s.GetRequiredService<Limits>()));
    }
}
