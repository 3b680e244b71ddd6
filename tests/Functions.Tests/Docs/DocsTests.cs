using Microsoft.Playwright;

namespace Reco.Functions.Tests.Docs;

public class DocsTests(RunningServer server) : IClassFixture<RunningServer>
{
    [BrowserFact]
    public async Task The_page_renders_with_nothing_but_this_server()
    {
        Assert.True(File.Exists(BrowserFactAttribute.Browser), BrowserFactAttribute.Missing);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = BrowserFactAttribute.Browser,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync();
        var (foreign, errors) = (new List<string>(), new List<string>());
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(server.Client.BaseAddress!.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal)) foreign.Add(request.Url);
        };
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(new Uri(server.Client.BaseAddress!, "/").ToString());
        await page.GetByText("A recommendation application server").Or(page.GetByText("One call returns a finished list")).First.WaitForAsync(new() { Timeout = 30_000 });
        await page.GetByText("One finished page").First.WaitForAsync(new() { Timeout = 30_000 });
        Assert.EndsWith("/api/docs/", page.Url.Split('#')[0].TrimEnd('/') + "/");
        Assert.Empty(foreign);
        Assert.Empty(errors);
    }
}

/// <summary>A test that looks at a page in a real browser: skipped, and counted as such, on a developer's machine without one; failing where CI is set.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public const string Browser = "/usr/bin/chromium";
    public const string Missing = $"{Browser} is missing: apt-get install -y --no-install-recommends chromium";

    public BrowserFactAttribute()
    {
        if (!File.Exists(Browser) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))) Skip = Missing;
    }
}
