using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests;

/// <summary>The run API as its own clients see it: both maintained versions of LangGraph's JavaScript SDK, unmodified.</summary>
public sealed class ConformanceTests
{
    [Theory]
    [InlineData("langgraph-sdk-1")]
    [InlineData("langgraph-sdk-2")]
    public async Task The_run_api_works_with_the_client(string sdk)
    {
        var folder = Folder();
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(folder, "node_modules", sdk)), "The clients are not installed. Run 'npm ci' in tests/conformance.");
        Assert.SkipUnless(HasNode(), "Node is not installed. Install Node 20 or later and run 'npm ci' in tests/conformance.");
        await using var server = await RealServer.StartAsync(baton =>
        {
            foreach (var graph in ConformanceGraphs.All) baton.AddGraph(graph);
        });
        var (exitCode, output) = await RunAsync(folder, server.Address, sdk);
        Assert.True(exitCode == 0, output);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string folder, string address, string sdk)
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["conformance.mjs", address, sdk])
        {
            WorkingDirectory = folder,
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

    private static string Folder([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "conformance"));
}
