using System.Diagnostics;

namespace Baton.Postgres.Testing;

/// <summary>A small file system in memory, which can be filled and freed again.</summary>
/// <remarks>Safe for use by one caller at a time.</remarks>
public sealed class SmallDisk : IDisposable
{
    private readonly string root;

    private SmallDisk(string root) => this.root = root;

    /// <summary>Why none can be made here, or null where one can.</summary>
    public static string? Obstacle => CanBeMade ? null : "A small file system can be mounted by root on Linux only.";

    /// <summary>True where this process may mount one.</summary>
    public static bool CanBeMade { get; } = Try();

    private string Ballast => Path.Combine(root, "ballast");

    /// <summary>Mounts one over an empty directory.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="megabytes">Its size.</param>
    public static SmallDisk Mount(string root, int megabytes)
    {
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=700", "baton-tests", root) != 0)
        {
            throw new InvalidOperationException($"A file system could not be mounted at {root}.");
        }

        return new SmallDisk(root);
    }

    /// <summary>Takes the space that is left, all of it.</summary>
    public void Fill()
    {
        var block = new byte[64 * 1024];
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the space back.</summary>
    public void Free() => File.Delete(Ballast);

    /// <inheritdoc/>
    public void Dispose() => Run("umount", "-l", root);

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return false;
        }

        var probe = Directory.CreateTempSubdirectory("baton-mount-").FullName;
        var isMounted = Run("mount", "-t", "tmpfs", "-o", "size=1m", "baton-tests", probe) == 0;
        if (isMounted)
        {
            Run("umount", probe);
        }

        Directory.Delete(probe);
        return isMounted;
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
