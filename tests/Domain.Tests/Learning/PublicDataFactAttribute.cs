namespace Reco.Domain.Tests.Learning;

/// <summary>A test on public data sets outside the project: RECO_DATA names the folder that holds <c>ml-latest-small</c> and <c>groceries</c>. Skipped, visibly, without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PublicDataFactAttribute : FactAttribute
{
    public PublicDataFactAttribute()
    {
        if (Folder is null) Skip = "Set RECO_DATA to the folder with ml-latest-small and groceries to run this.";
    }

    /// <summary>The folder, or null.</summary>
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("RECO_DATA") is { Length: > 0 } folder ? folder : null;
}
