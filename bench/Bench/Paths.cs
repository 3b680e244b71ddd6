using System.Reflection;

namespace Reco.Bench;

/// <summary>Where things lie.</summary>
internal static class Paths
{
    public static string Root { get; } = Path.GetFullPath(typeof(Paths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Root").Value!);

    /// <summary>The executable of another project, built in the configuration of this one.</summary>
    public static string Built(string project, string name) =>
        Path.Combine(Root, "artifacts", "bin", project, new DirectoryInfo(AppContext.BaseDirectory).Name, name);
}
