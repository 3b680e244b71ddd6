using Microsoft.Extensions.Configuration;
using Reco.Domain;
using Reco.Functions.Hosting;
using Reco.Functions.Security;

namespace Reco.Functions.Tests.Hosting;

public class SettingsReaderTests
{
    [Fact]
    public void Defaults_suit_a_first_run()
    {
        var settings = Read().Value;
        Assert.Equal(Path.GetFullPath("data"), settings.DataFolder);
        Assert.False(settings.Demo);
        Assert.Equal(["http://localhost:7071"], settings.Listening.Urls);
        Assert.False(settings.Listening.BehindHost);
        Assert.Equal(new Limits(), settings.Limits);
        Assert.True(SettingsReader.Read(new ConfigurationBuilder().Build(), development: true).Value.Demo);
    }

    [Fact]
    public void Every_limit_and_type_and_key_can_be_set()
    {
        var settings = Read(
            "Reco:Limits:PageItems=50", "Reco:Limits:bodybytes=1000000000000", "Reco:Types:finish=2.5", "Reco:Keys:Data=0123456789abcdef",
            "Reco:CursorKey=" + Convert.ToBase64String(new byte[32]), "Reco:Demo=true", "urls=http://127.0.0.1:1;http://[::1]:2").Value;
        Assert.Equal(new Limits { PageItems = 50, BodyBytes = 1_000_000_000_000 }, settings.Limits);
        Assert.Equal(2.5, settings.Types.Weight("finish"));
        Assert.True(settings.Keys.Opens(Scope.Data, "0123456789abcdef"));
        Assert.False(settings.Keys.Opens(Scope.Data, "0123456789abcdeF"));
        Assert.False(settings.Keys.Opens(Scope.Data, null));
        Assert.False(settings.Keys.Guards(Scope.Rules));
        Assert.Equal(32, settings.CursorKey!.Length);
        Assert.True(settings.Demo);
    }

    [Fact]
    public void Tells_every_fault_at_once()
    {
        var faults = Read(
            "Reco:DataFoldr=x", "Reco:Demo=yes", "Reco:CursorKey=abc", "Reco:Limits:Takee=5", "Reco:Limits:Take=0", "Reco:Limits:Sources=33", "Reco:Types:finish=-1", "Reco:Keys:Rule=0123456789abcdef",
            "Reco:Keys:Data=short", "Reco:Mongo:ConnectionString=x", "Kestrel:Endpoints:Http:Url=http://*:1", "urls=http://*:80").Faults;
        Assert.Equal(
            [
                "Reco__DataFoldr: unknown setting. Did you mean \"DataFolder\"?",
                "Reco__Mongo: this version serves from the embedded store only. Remove the settings that begin with Reco__Mongo__.",
                "Reco__Limits__Sources: 33 is more than 32, which is the most that can be set.",
                "Reco__Limits__Take: \"0\" is not a whole number from 1.",
                "Reco__Limits__Takee: unknown limit. Did you mean \"Take\"?",
                "Reco__Types__finish: \"-1\" is not a weight. Give a number from 0: what one interaction adds to popularity.",
                "Reco__Keys__Data: the key is too short to be safe. Give at least 16 characters.",
                "Reco__Keys__Rule: unknown scope of a key. Did you mean \"Rules\"?",
                "Reco__Demo: \"yes\" is neither true nor false.",
                "Reco__CursorKey: not a base64 text of 32 bytes. Make one with: openssl rand -base64 32",
                "Kestrel__Endpoints: addresses are not set here. Use --urls or ASPNETCORE_URLS.",
                "--urls: http://*:80 can be reached from other machines, but there is no key for Recommend, Preview, Interactions, Data, Rules. " +
                "Set Reco__Keys__Recommend, Reco__Keys__Preview, Reco__Keys__Interactions, Reco__Keys__Data, Reco__Keys__Rules, or listen on http://localhost:7071.",
            ],
            faults.Select(f => f.ToString()));
    }

    [Theory]
    [InlineData("http://localhost:7071", true)]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("http://127.9.9.9:80", true)]
    [InlineData("http://[::1]:80", true)]
    [InlineData("http://*:80", false)]
    [InlineData("http://+:80", false)]
    [InlineData("http://0.0.0.0:80", false)]
    [InlineData("http://[::]:80", false)]
    [InlineData("http://localhost.evil.org:80", false)]
    [InlineData("http://localhost:80;http://10.0.0.1:80", false)]
    [InlineData("http://unix:/tmp/x.sock", false)]
    public void Without_keys_only_loopback_serves(string urls, bool ok) => Assert.Equal(ok, Read("urls=" + urls).Ok);

    [Fact]
    public void With_all_keys_any_address_serves() =>
        Assert.True(Read(["urls=http://*:80", .. Keys.Scopes.Select(s => $"Reco:Keys:{s}=0123456789abcdef")]).Ok);

    [Fact]
    public void The_ports_of_a_container_image_count_as_addresses() => Assert.False(Read("http_ports=8080").Ok);

    [Fact]
    public void Behind_the_host_its_port_is_the_only_address()
    {
        var listening = Read("FUNCTIONS_CUSTOMHANDLER_PORT=4711", "urls=http://*:80").Value.Listening;
        Assert.Equal((4711, "http://127.0.0.1:4711"), (listening.HandlerPort, string.Join(';', listening.Urls)));
        Assert.False(Read("FUNCTIONS_CUSTOMHANDLER_PORT=http").Ok);
    }

    private static Outcome<Settings> Read(params string[] pairs) => SettingsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(pairs.Select(p => p.Split('=', 2)).Select(p => new KeyValuePair<string, string?>(p[0], p[1]))).Build(), development: false);
}
