using System.Text.Json;

namespace Reco.Infra.Tests;

/// <summary>What the first deployment promises, read from the template that Azure gets.</summary>
public class DeploymentTests
{
    private static readonly JsonElement App = Bicep.Build("modules/functionApp.bicep");
    private static readonly JsonElement Storage = Bicep.Build("modules/storage.bicep");
    private static readonly JsonElement Main = Bicep.Build("main.bicep");

    /// <summary>App settings that Flex Consumption refuses or ignores: functionAppConfig or the platform took their place.</summary>
    private static readonly string[] Refused =
    [
        "ENABLE_ORYX_BUILD", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_MAX_HTTP_CONCURRENCY", "FUNCTIONS_WORKER_PROCESS_COUNT", "FUNCTIONS_WORKER_RUNTIME",
        "FUNCTIONS_WORKER_RUNTIME_VERSION", "FUNCTIONS_WORKER_DYNAMIC_CONCURRENCY_ENABLED", "SCM_DO_BUILD_DURING_DEPLOYMENT", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
        "WEBSITE_CONTENTOVERVNET", "WEBSITE_CONTENTSHARE", "WEBSITE_DNS_SERVER", "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT", "WEBSITE_NODE_DEFAULT_VERSION",
        "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_SKIP_CONTENTSHARE_VALIDATION", "WEBSITE_VNET_ROUTE_ALL", "AzureWebJobsDashboard", "APPINSIGHTS_INSTRUMENTATIONKEY",
    ];

    /// <summary>Settings that the Functions host reads; every other one must be the server's own, <c>Reco__…</c>.</summary>
    private static readonly string[] OfTheHost =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential",
    ];

    private static readonly string[] OfTheServer = ["Reco__CursorKey", "Reco__DataFolder", "Reco__Demo"];

    [Fact]
    public void Every_app_setting_is_known_and_none_is_refused()
    {
        var names = Resource(App, "Microsoft.Web/sites/config").GetProperty("properties").EnumerateObject().Select(p => p.Name).ToList();

        Assert.Empty(names.Intersect(Refused, StringComparer.OrdinalIgnoreCase));
        Assert.Equal([.. OfTheHost, .. OfTheServer], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_app_is_a_custom_handler_on_Flex_Consumption()
    {
        var plan = Resource(App, "Microsoft.Web/serverfarms").GetProperty("sku");
        Assert.Equal(("FC1", "FlexConsumption"), (plan.GetProperty("name").GetString(), plan.GetProperty("tier").GetString()));

        var site = Resource(App, "Microsoft.Web/sites");
        Assert.Equal("functionapp,linux", site.GetProperty("kind").GetString());
        var properties = site.GetProperty("properties");
        Assert.True(properties.GetProperty("httpsOnly").GetBoolean());
        var runtime = properties.GetProperty("functionAppConfig").GetProperty("runtime");
        Assert.Equal(("custom", "1.0"), (runtime.GetProperty("name").GetString(), runtime.GetProperty("version").GetString()));
        var package = properties.GetProperty("functionAppConfig").GetProperty("deployment").GetProperty("storage");
        Assert.Equal("blobContainer", package.GetProperty("type").GetString());
        Assert.Equal("UserAssignedIdentity", package.GetProperty("authentication").GetProperty("type").GetString());
    }

    [Fact]
    public void Storage_admits_identities_only()
    {
        var properties = Resource(Storage, "Microsoft.Storage/storageAccounts").GetProperty("properties");

        Assert.False(properties.GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.False(properties.GetProperty("allowBlobPublicAccess").GetBoolean());
        Assert.Equal("TLS1_2", properties.GetProperty("minimumTlsVersion").GetString());
        Assert.True(properties.GetProperty("supportsHttpsTrafficOnly").GetBoolean());
    }

    /// <summary>The app may write its own storage and send telemetry, nothing else: two assignments, each on one resource.</summary>
    [Theory]
    [InlineData("modules/storage.bicep", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b")]
    [InlineData("modules/monitoring.bicep", "3913510d-42f4-4e42-8a64-420c390055eb")]
    [InlineData("modules/functionApp.bicep", null)]
    [InlineData("main.bicep", null)]
    public void Access_is_the_least_that_works(string file, string? role)
    {
        var template = file == "main.bicep" ? Main : Bicep.Build(file);
        var assignments = Resources(template).Where(r => r.GetProperty("type").GetString() == "Microsoft.Authorization/roleAssignments").ToList();

        Assert.Equal(role is null ? 0 : 1, assignments.Count);
        if (role is null) return;
        Assert.True(assignments[0].TryGetProperty("scope", out _), "the assignment covers the whole resource group");
        Assert.Contains(role, template.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_parameter_and_output_says_what_it_is()
    {
        var silent = new[] { "parameters", "outputs" }.SelectMany(part => Main.GetProperty(part).EnumerateObject())
            .Where(p => !p.Value.TryGetProperty("metadata", out var metadata) || !metadata.TryGetProperty("description", out _)).Select(p => p.Name);

        Assert.Empty(silent);
    }

    [Fact]
    public void Secrets_go_in_by_secure_parameters_and_never_come_out()
    {
        Assert.Equal("securestring", Main.GetProperty("parameters").GetProperty("cursorKey").GetProperty("type").GetString(), ignoreCase: true);
        Assert.DoesNotContain("cursorKey", Main.GetProperty("outputs").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("listKeys", Main.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    private static JsonElement Resource(JsonElement template, string type) => Resources(template).Single(r => r.GetProperty("type").GetString() == type);

    /// <summary>Resources of a template, an object by symbolic name or an array.</summary>
    private static IEnumerable<JsonElement> Resources(JsonElement template) => template.GetProperty("resources") is { ValueKind: JsonValueKind.Object } named
        ? named.EnumerateObject().Select(p => p.Value)
        : template.GetProperty("resources").EnumerateArray();
}
