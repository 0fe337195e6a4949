namespace Baton.Server.Tests.Cli;

/// <summary>A data directory that is gone after the test.</summary>
internal sealed class TemporaryData : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-cli");

    /// <summary>The data directory; made by its first user.</summary>
    public string Data => File("data");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
