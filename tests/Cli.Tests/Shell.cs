using Reco.Cli.Terminals;

namespace Reco.Cli.Tests;

/// <summary>Runs the command line as a person would, without a process: arguments in, exit code, output and error out. Works in a folder of its own.</summary>
internal sealed class Shell : IDisposable
{
    private readonly Dictionary<string, string> environment = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("reco-cli-").FullName;

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public Shell With(string name, string value)
    {
        environment[name] = value;
        return this;
    }

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public string Write(string name, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllText(Path(name), content);
        return Path(name);
    }

    public string Read(string name) => File.ReadAllText(Path(name));

    public async Task<int> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error, Interactive: false, TimeProvider.System, environment.GetValueOrDefault) { EnvironmentNames = [.. environment.Keys] };
        var code = await CommandLine.RunAsync(args, terminal, CancellationToken.None);
        (Output, Error) = (output.ToString(), error.ToString());
        return code;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
