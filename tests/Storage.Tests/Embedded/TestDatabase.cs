using Reco.Storage.Embedded;

namespace Reco.Storage.Tests.Embedded;

/// <summary>A database in a folder of its own; both are gone after <see cref="CloseAsync"/>.</summary>
public sealed class TestDatabase
{
    private readonly string folder = Directory.CreateTempSubdirectory("reco-test-").FullName;

    public TestDatabase() => Database = Database.Open(folder);

    public Database Database { get; private set; }

    public async Task ReopenAsync()
    {
        await Database.DisposeAsync();
        Database = Database.Open(folder);
    }

    public async Task CloseAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
