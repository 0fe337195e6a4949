using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.A2A;

/// <summary>A server with the compatibility kit's agent, for all tests of a class.</summary>
public sealed class TckServer : IAsyncLifetime
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RealServer? _server;
    private HookReceiver? _hooks;

    internal RealServer Server => _server!;

    internal HookReceiver Hooks => _hooks!;

    internal A2AClient Client(string binding, string assistant = TckAgent.Id) => new(Server.Client, binding, assistant);

    /// <summary>Lets models speak on.</summary>
    internal void Open() => _gate.TrySetResult();

    public async ValueTask InitializeAsync()
    {
        _hooks = await HookReceiver.StartAsync();
        _server = await RealServer.StartAsync(
            baton => baton.AddGraph(TckAgent.Define()).AddGraph(TckAgent.Define(TckAgent.Direct)).AddGraph(TckAgent.Define("held", _gate.Task)).AddGraph(SampleGraphs.Echo()),
            new Dictionary<string, string?> { ["Baton:A2A:AnswerWithMessage:0"] = TckAgent.Direct, ["Baton:Engine:AllowPrivateWebhooks"] = "true" });
    }

    public async ValueTask DisposeAsync()
    {
        Open();
        if (_server is not null) await _server.DisposeAsync();
        if (_hooks is not null) await _hooks.DisposeAsync();
    }
}
