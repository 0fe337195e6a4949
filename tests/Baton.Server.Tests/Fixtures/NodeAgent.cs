using System.Diagnostics;

namespace Baton.Server.Tests.Fixtures;

/// <summary>An agent behind the JavaScript SDK's own server: <c>tests/conformance/agent.mjs</c>.</summary>
internal sealed class NodeAgent : IAsyncDisposable
{
    private readonly Process _node;

    private NodeAgent(Process node, string address) => (_node, Address) = (node, address);

    public string Address { get; }

    public static async Task<NodeAgent> StartAsync()
    {
        NodeClient.SkipUnlessInstalled("express");
        var node = Process.Start(new ProcessStartInfo("node", "agent.mjs")
        {
            WorkingDirectory = NodeClient.Folder(),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        var address = await node.StandardOutput.ReadLineAsync(limit.Token);
        return new NodeAgent(node, address ?? throw new InvalidOperationException("The agent did not start."));
    }

    public async ValueTask DisposeAsync()
    {
        // It ends when nobody has anything to say to it any more.
        _node.StandardInput.Close();
        await _node.WaitForExitAsync(CancellationToken.None);
        _node.Dispose();
    }
}
