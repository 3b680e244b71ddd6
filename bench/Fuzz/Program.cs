using System.CommandLine;
using Reco.Fuzz;

var cases = new Option<long>("--cases") { Description = "How many cases to try.", DefaultValueFactory = _ => 1_000_000 };
var seed = new Option<int>("--seed") { Description = "The same seed makes the same cases.", DefaultValueFactory = _ => 1 };
var minutes = new Option<double?>("--minutes") { Description = "Stop after this time, done or not." };
var first = new Option<long>("--first") { Description = "Number of the first case: to try a reported one again." };
var threads = new Option<int>("--threads") { Description = "Cases tried at once.", DefaultValueFactory = _ => Environment.ProcessorCount };
var failures = new Option<DirectoryInfo>("--failures") { Description = "Where a file is written for each failure.", DefaultValueFactory = _ => new DirectoryInfo("artifacts/fuzz") };
var command = new RootCommand("Tries mutated and generated rules and expressions: none may crash, throw when it serves, or cost more than its size explains.") { cases, seed, minutes, first, threads, failures };
command.SetAction((parsed, cancel) => FuzzRun.RunAsync(
    new FuzzOptions(parsed.GetValue(cases), parsed.GetValue(seed), parsed.GetValue(minutes), parsed.GetValue(first), parsed.GetValue(threads), parsed.GetValue(failures)!), cancel));
return await command.Parse(args).InvokeAsync();
