using System.Runtime.InteropServices;
using Reco.Cli;
using Reco.Cli.Terminals;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first Ctrl+C lets what is under way be remembered; a second one ends the process.
    pressed.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};
// As for Ctrl+C: what runs beneath this process, the server of an evaluation, must not outlive it.
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
});
return await CommandLine.RunAsync(args, Terminal.OfProcess(), stop.Token);
