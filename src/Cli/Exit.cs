namespace Reco.Cli;

/// <summary>What the process says to scripts.</summary>
internal static class Exit
{
    public const int Done = 0;
    /// <summary>It did not work; nothing or a part was done, and the message says which.</summary>
    public const int Failed = 1;
    /// <summary>The command line itself is wrong; nothing was done.</summary>
    public const int Usage = 2;
    /// <summary>Done, but some rows were rejected; they lie in a file with reasons.</summary>
    public const int SomeRejected = 3;
}

/// <summary>An expected fault whose message is for the person at the terminal.</summary>
internal sealed class CliException(string message, int code = Exit.Failed) : Exception(message)
{
    public int Code => code;

    public static CliException Usage(string message) => new(message, Exit.Usage);
}
