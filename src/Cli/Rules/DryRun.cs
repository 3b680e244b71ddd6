using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;
using Reco.Domain.Reading;

namespace Reco.Cli.Rules;

/// <summary>A dry run of any rule.</summary>
/// <param name="Asked">The member of the call that says on which requests.</param>
/// <param name="File">Where the requests are from; null for the server's own.</param>
/// <param name="Lines">The line of each request in the file.</param>
/// <param name="Json">Whether the answer is printed as it is.</param>
internal sealed partial record DryRun(string Asked, string? File, IReadOnlyList<int> Lines, bool Json)
{
    /// <summary>Compares one rule, which has no faults, with what serves, and prints it.</summary>
    public async Task RunAsync(ServerApi api, RuleFile rule, Terminal terminal, CancellationToken cancel)
    {
        var call = $"{{\"rule\":{Encoding.UTF8.GetString(StrictJson.WithoutMark(rule.Json).Span)},{Asked}}}";
        var answer = await api.SendAsync(HttpMethod.Post, "api/rules/check", ServerApi.Json(Encoding.UTF8.GetBytes(call)), cancel);
        if (!answer.Ok) throw new CliException($"{rule.Path}: no comparison: {InFile(answer.Explanation())}");
        var report = answer.Json() as JsonObject ?? throw new CliException("The server did not answer with a JSON object.");
        if (Json) terminal.Write(report);
        else DryRunTable.Write(report, terminal);
    }

    /// <summary>A fault of a request, told by its line in the file.</summary>
    private string InFile(string faults) => File is null ? faults : OfRequest().Replace(faults, m => $"{File}:{Lines[int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)]}: $");

    [GeneratedRegex(@"\$\.requests\[(\d+)\]")]
    private static partial Regex OfRequest();
}
