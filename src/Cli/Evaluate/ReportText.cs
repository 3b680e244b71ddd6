using System.Globalization;
using System.Text.Json.Nodes;
using Reco.Cli.Terminals;
using Reco.Domain.Learning.Evaluation;
using Spectre.Console;

namespace Reco.Cli.Evaluate;

/// <summary>Prints figures for people or for programs.</summary>
internal static class ReportText
{
    public static void Write(Terminal terminal, string protocol, Report report, TimeSpan time, string how, bool json)
    {
        if (json)
        {
            var metrics = new JsonObject();
            foreach (var e in report.Estimates) metrics[e.Name] = new JsonObject { ["mean"] = Math.Round(e.Mean, 6), ["standardError"] = Math.Round(e.StandardError, 6) };
            var document = new JsonObject { ["protocol"] = protocol, ["how"] = how, ["questions"] = report.Questions, ["seconds"] = Math.Round(time.TotalSeconds, 1), ["metrics"] = metrics };
            terminal.Write(document);
            return;
        }
        terminal.Output.WriteLine($"{protocol}, {report.Questions:N0} questions, {how}, {time.TotalSeconds:N1} s");
        var table = new Table().Border(TableBorder.Simple).AddColumn("metric").AddColumn(new TableColumn("mean").RightAligned()).AddColumn(new TableColumn("± standard error").RightAligned());
        foreach (var e in report.Estimates) table.AddRow(e.Name, Number(e.Mean), e.StandardError > 0 ? Number(e.StandardError) : "");
        terminal.Write(table);
    }

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
