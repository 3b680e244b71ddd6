using System.CommandLine;
using System.Text;

namespace Reco.Cli.Rules;

/// <summary>Dry runs of <c>reco rules check</c>: what publishing a rule would change, on the server's latest requests (<c>--last</c>) or on given ones (<c>--requests</c>).</summary>
internal sealed class DryRunOptions
{
    public Option<int?> Last { get; } = new("--last") { HelpName = "N", Description = "Compare with what serves, on the latest N real requests of the rule that the server has kept." };

    public Option<string?> Requests { get; } = new("--requests") { HelpName = "FILE", Description = "Compare with what serves, on the requests of a file: one JSON object a line, { user, item, limit, context, bucket, now }." };

    public Option<bool> Json { get; } = new("--json") { Description = "Print comparisons as the server gave them." };

    /// <summary>What is asked of the server for each rule; null for no dry run. A combination that makes no sense is a wrong use.</summary>
    public DryRun? Read(ParseResult parsed, bool server)
    {
        var (last, file) = (parsed.GetValue(Last), parsed.GetValue(Requests));
        if (last is null && file is null) return parsed.GetValue(Json) ? throw CliException.Usage("--json needs --last or --requests.") : null;
        if (last is not null && file is not null) throw CliException.Usage("--last and --requests can't be combined.");
        if (!server) throw CliException.Usage($"{(last is null ? "--requests" : "--last")} needs --server: the server knows what serves, items and people.");
        return last is { } count ? new($"\"last\":{count}", null, [], parsed.GetValue(Json)) : OfFile(file!, parsed.GetValue(Json));
    }

    private static DryRun OfFile(string file, bool json)
    {
        if (!File.Exists(file)) throw CliException.Usage($"{file}: there is no such file.");
        var rows = File.ReadLines(file).Select((text, i) => (Text: text, Number: i + 1)).Where(row => !string.IsNullOrWhiteSpace(row.Text)).ToList();
        if (rows.FirstOrDefault(row => RuleFile.Parsed(Encoding.UTF8.GetBytes(row.Text)) is null) is { Number: > 0 } bad) throw new CliException($"{file}:{bad.Number}: is not JSON. Write one request a line.");
        return new($"\"requests\":[{string.Join(',', rows.Select(row => row.Text))}]", file, [.. rows.Select(row => row.Number)], json);
    }
}
