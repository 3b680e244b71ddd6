using System.Globalization;

namespace Reco.Bench;

/// <summary><c>--name value</c> pairs of the command line.</summary>
internal sealed class Options(string[] args)
{
    /// <summary>The value of an option, or null when it is not given.</summary>
    public string? Text(string name)
    {
        var place = Array.IndexOf(args, $"--{name}");
        if (place < 0) return null;
        return place + 1 < args.Length ? args[place + 1] : throw new ArgumentException($"--{name} needs a value.");
    }

    /// <summary>The value of a whole-number option.</summary>
    public int Number(string name, int absent) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : absent;
}
