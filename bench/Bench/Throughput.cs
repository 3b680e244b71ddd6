namespace Reco.Bench;

/// <summary>
/// Requests per second of one core, beside a bare Kestrel endpoint that returns the same bytes and, when its folder is given, the yardstick. The server runs
/// twice: as it is, and with so small a cache that nearly every request reads its profile from the store. The contestants take turns, round by round, so that
/// a slow minute of the machine meets all of them; medians are compared.
/// </summary>
internal static class Throughput
{
    private const string ServerCore = "0", LoadCore = "1", FromStore = "reco, from store";

    public static async Task<Result> RunAsync(string? yardstick, int rounds, int seconds, CancellationToken cancel)
    {
        using var reco = await RecoServer.StartAsync(ServerCore, cancel);
        using var cold = await reco.AgainAsync(ServerCore, new Dictionary<string, string> { ["Reco__Limits__CachedProfiles"] = "3" }, cancel);
        var page = await reco.Client.GetByteArrayAsync(new Uri(RecoServer.Path.Replace("%d", "7", StringComparison.Ordinal).TrimStart('/'), UriKind.Relative), cancel);
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, page, cancel);
        var bareAddress = new Uri("http://127.0.0.1:7172");
        using var bare = new Child(ServerCore, Paths.Built("BareKestrel", "Reco.BareKestrel"), [file, "--urls", bareAddress.ToString()]);
        using (await bare.ReadyAsync(bareAddress, "/", cancel)) File.Delete(file);
        using var peer = yardstick is null ? null : await Peer.StartAsync(yardstick, ServerCore, LoadCore, cancel);

        List<Contestant> contestants = [new("reco", reco.Address, RecoServer.Path), new(FromStore, cold.Address, RecoServer.Path), new("bare Kestrel", bareAddress, RecoServer.Path)];
        if (peer is not null) contestants.Add(new("yardstick", Peer.Address, Peer.Path));
        foreach (var contestant in contestants) await Wrk.RunAsync(LoadCore, contestant.Address, contestant.Path, seconds: 12, seed: 99, cancel);
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var contestant in contestants)
            {
                var measured = await Wrk.RunAsync(LoadCore, contestant.Address, contestant.Path, seconds, round, cancel);
                contestant.Rounds.Add(measured);
                Console.WriteLine($"round {round}  {contestant.Name,-14}{measured.PerSecond,10:N0} req/s  p50 {measured.P50:F2} ms  p99 {measured.P99:F2} ms  {measured.Errors} errors");
            }
        }
        return new Result(page.Length, [.. contestants.Select(c => c.Median())]);
    }

    private sealed record Contestant(string Name, Uri Address, string Path)
    {
        public List<Round> Rounds { get; } = [];

        public Row Median() => new(Name, Middle(r => r.PerSecond), Middle(r => r.P50), Middle(r => r.P99), Rounds.Sum(r => r.Errors));

        private double Middle(Func<Round, double> figure) => Rounds.Select(figure).Order().ElementAt(Rounds.Count / 2);
    }

    /// <summary>Medians of one contestant.</summary>
    internal sealed record Row(string Name, double PerSecond, double P50, double P99, int Errors);

    /// <summary>All medians; the first is the server's.</summary>
    internal sealed record Result(int PageBytes, IReadOnlyList<Row> Rows)
    {
        public IReadOnlyDictionary<string, double> Ratios => Rows.Skip(2).SelectMany(peer => Rows.Take(2).Select(r => (Name: $"{r.Name} / {peer.Name}", Ratio: Math.Round(r.PerSecond / peer.PerSecond, 3)))).ToDictionary(r => r.Name, r => r.Ratio);
    }
}
