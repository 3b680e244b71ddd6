using Reco.Functions.Catalogs;
using Reco.Functions.DeadLetters;
using Reco.Functions.Docs;
using Reco.Functions.Health;
using Reco.Functions.Hosting;
using Reco.Functions.Http;
using Reco.Functions.Interactions;
using Reco.Functions.Items;
using Reco.Functions.OpenApi;
using Reco.Functions.Preview;
using Reco.Functions.Recommend;
using Reco.Functions.Relations;
using Reco.Functions.Rules;
using Reco.Functions.Security;
using Reco.Functions.Stats;
using Reco.Functions.Users;

namespace Reco.Functions;

/// <summary>The HTTP app: on its own, or behind the Azure Functions host as its custom handler.</summary>
internal static class Program
{
    /// <summary>Runs until it is stopped. 0 after a stop that was asked for; behind the host anything else lets the host start it again.</summary>
    public static async Task<int> Main(string[] args)
    {
        try
        {
            var app = Build(args);
            var start = Get<StartUp>(app);
            await app.RunAsync();
            return start.Failure is null ? 0 : 1;
        }
        catch (Exception fault) when (StartFaults.Describe(fault) is { } text)
        {
            await Console.Error.WriteLineAsync(text);
            return 1;
        }
    }

    /// <summary>Reads the settings, opens the data folder and maps every route. The server is not started yet.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        var settings = SettingsReader.Read(builder.Configuration, builder.Environment.IsDevelopment());
        if (!settings.Ok) throw new SettingsException(settings.Faults);
        builder.UseSettings(settings.Value);
        builder.Services.AddReco(settings.Value, hostIsDevelopers: builder.Configuration["AZURE_FUNCTIONS_ENVIRONMENT"] == "Development");
        var app = builder.Build();
        app.Services.GetRequiredService<EmbeddedStores>();

        app.UseProblems();
        app.UseRouting();
        var api = new Routes(app, app.Services.GetRequiredService<Gate>());

        var (recommend, batch) = (Get<RecommendFunction>(app), Get<RecommendBatch>(app));
        api.Get("/api/recommend/{service}/{rule}", Scope.Recommend, recommend.GetAsync);
        api.Post("/api/recommend", Scope.Recommend, batch.PostAsync);
        api.Get("/api/preview/{service}/{rule}", Scope.Preview, Get<PreviewFunction>(app).GetAsync);
        api.Get("/api/stats/{service}/{rule}", Scope.Preview, Get<StatsFunction>(app).GetAsync);
        api.Post("/api/interactions", Scope.Interactions, Get<InteractionsFunction>(app).PostAsync);

        var rules = Get<RulesFunction>(app);
        api.Get("/api/rules", Scope.Rules, rules.ListAsync);
        api.Get("/api/rules/rule.schema.json", Scope.Rules, RulesFunction.SchemaAsync);
        api.Post("/api/rules/check", Scope.Rules, Get<RuleCheckFunction>(app).PostAsync);
        api.Get("/api/rules/{service}/{rule}", Scope.Rules, rules.GetAsync);
        api.Put("/api/rules/{service}/{rule}", Scope.Rules, rules.PutAsync);
        api.Delete("/api/rules/{service}/{rule}", Scope.Rules, rules.DeleteAsync);
        api.Get("/api/rules/status", Scope.Rules, Get<RuleStatusFunction>(app).GetAsync);
        var versions = Get<RuleVersionsFunction>(app);
        api.Get("/api/rules/{service}/{rule}/versions", Scope.Rules, versions.ListAsync);
        api.Get("/api/rules/{service}/{rule}/versions/{revision}", Scope.Rules, versions.GetAsync);
        api.Get("/api/rules/{service}/{rule}/versions/{revision}/diff", Scope.Rules, versions.DiffAsync);
        api.Post("/api/rules/{service}/{rule}/rollback", Scope.Rules, versions.RollbackAsync);
        api.Post("/api/rules/{service}/{rule}/canary", Scope.Rules, Get<RuleCanaryFunction>(app).PostAsync);

        var items = Get<ItemsFunction>(app);
        api.Put("/api/items", Scope.Data, items.PutAsync);
        api.Patch("/api/items", Scope.Data, items.PatchAsync);
        api.Get("/api/items/{id}", Scope.Data, items.GetAsync);
        api.Delete("/api/items/{id}", Scope.Data, items.DeleteAsync);

        var catalogs = Get<CatalogsFunction>(app);
        api.Get("/api/catalogs", Scope.Data, catalogs.ListAsync);
        api.Get("/api/catalogs/{name}", Scope.Data, catalogs.GetAsync);
        api.Put("/api/catalogs/{name}", Scope.Data, catalogs.PutAsync);

        var relations = Get<RelationsFunction>(app);
        api.Put("/api/relations/{name}", Scope.Data, relations.PutAsync);
        api.Patch("/api/relations/{name}", Scope.Data, relations.PatchAsync);

        var users = Get<UsersFunction>(app);
        api.Put("/api/users", Scope.Data, users.PutAllAsync);
        api.Put("/api/users/{id}", Scope.Data, users.PutAsync);
        api.Get("/api/users/{id}", Scope.Data, users.GetAsync);
        api.Delete("/api/users/{id}", Scope.Data, Get<UserForgetFunction>(app).DeleteAsync);
        api.Post("/api/users/{id}/merge", Scope.Data, Get<UserMergeFunction>(app).PostAsync);

        var letters = Get<DeadLettersFunction>(app);
        api.Get("/api/dead-letters", Scope.Data, letters.ListAsync);
        api.Post("/api/dead-letters/replay", Scope.Data, letters.ReplayAsync);

        api.Get("/api/health", Scope.Open, Get<HealthFunction>(app).GetAsync);
        api.Get("/api/openapi.json", Scope.Open, OpenApiFunction.GetAsync);
        app.MapDocs(api);
        // Operators read metrics with the key of previews: it changes nothing.
        api.Guard(app.MapPrometheusScrapingEndpoint("/api/metrics").WithMetadata(new HttpMethodMetadata(["GET"])), Scope.Preview);
        // The Functions host probes this every 25 ms until it answers; people are sent on.
        app.MapGet("/", settings.Value.Listening.BehindHost ? _ => Task.CompletedTask : ToDocs);
        return app;
    }

    private static T Get<T>(WebApplication app) where T : notnull => app.Services.GetRequiredService<T>();

    private static Task ToDocs(HttpContext context)
    {
        context.Response.Redirect("/api/docs");
        return Task.CompletedTask;
    }
}
