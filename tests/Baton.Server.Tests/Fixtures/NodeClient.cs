using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Baton.Server.Tests.Fixtures;

/// <summary>The scripts in <c>tests/conformance</c>, which drive a server with real clients.</summary>
internal static class NodeClient
{
    /// <summary>Skips the test, with the reason, where Node or a client is missing.</summary>
    public static void SkipUnlessInstalled(string sdk)
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Folder(), "node_modules", sdk)), "The clients are not installed. Run 'npm ci' in tests/conformance.");
        Assert.SkipUnless(HasNode(), "Node is not installed. Install Node 20 or later and run 'npm ci' in tests/conformance.");
    }

    /// <summary>Runs a script to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var node = Process.Start(new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Folder(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = new StringBuilder();
        DataReceivedEventHandler keep = (_, line) =>
        {
            lock (output) output.AppendLine(line.Data);
        };
        node.OutputDataReceived += keep;
        node.ErrorDataReceived += keep;
        node.BeginOutputReadLine();
        node.BeginErrorReadLine();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            await node.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!node.HasExited) node.Kill(entireProcessTree: true);
        }

        return (node.ExitCode, output.ToString());
    }

    private static bool HasNode()
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return paths.Any(path => File.Exists(Path.Combine(path, "node")) || File.Exists(Path.Combine(path, "node.exe")));
    }

    /// <summary>Where they lie.</summary>
    public static string Folder([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "conformance"));
}
