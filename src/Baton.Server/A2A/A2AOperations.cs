using Baton.Engine.A2A;
using Baton.Errors;
using Baton.Server.Http;

namespace Baton.Server.A2A;

/// <summary>The operations by their names in version 1.0, the same for both bindings.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class A2AOperations
{
    private readonly Dictionary<string, A2AOperation> _operations;
    private readonly Dictionary<string, string> _legacy = A2AMethods.Legacy.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public A2AOperations(SendOperations send, TaskOperations tasks, ListOperation list, PushOperations push, AgentCards cards) => _operations = new(StringComparer.Ordinal)
    {
        [A2AMethods.Send] = new(true, send.SendAsync),
        [A2AMethods.Stream] = new(true, send.StreamAsync),
        [A2AMethods.Get] = new(false, tasks.GetAsync),
        [A2AMethods.List] = new(false, list.ListAsync),
        [A2AMethods.Cancel] = new(true, tasks.CancelAsync),
        [A2AMethods.Subscribe] = new(false, tasks.SubscribeAsync),
        [A2AMethods.CreatePush] = new(true, push.CreateAsync),
        [A2AMethods.GetPush] = new(true, push.GetAsync),
        [A2AMethods.ListPush] = new(true, push.ListAsync),
        [A2AMethods.DeletePush] = new(true, push.DeleteAsync),
        [A2AMethods.ExtendedCard] = new(false, (call, _) => new ValueTask<object?>(cards.Of(call.Graph, call.BaseUrl, extended: true))),
    };

    /// <summary>An operation by its name in 1.0.</summary>
    public A2AOperation this[string method] => _operations[method];

    /// <summary>An operation as a version names it.</summary>
    /// <returns>The name in 1.0.</returns>
    /// <exception cref="BatonException">The version has none of that name.</exception>
    public string Find(string method, string version)
    {
        if (version == A2AWire.Version1 && _operations.ContainsKey(method)) return method;
        if (version == A2AWire.Version03 && _legacy.TryGetValue(method, out var name)) return name;
        var cure = _operations.ContainsKey(method) ? " It is one of version 1.0: send the header A2A-Version: 1.0." : _legacy.ContainsKey(method) ? " It is one of version 0.3." : "";
        throw new BatonException(ErrorCodes.A2AMethodUnknown, $"Version {version} has no method '{(method.Length <= 64 ? method : method[..64] + "…")}'.{cure}");
    }
}

/// <summary>One operation of the protocol.</summary>
/// <param name="NeedsRun">True where it needs the right to run: it changes something, or shows the secrets of receivers.</param>
/// <param name="Invoke">Does it: what is returned is a body of <see cref="Engine.A2A"/>, null for an empty one, or a stream of events.</param>
internal sealed record A2AOperation(bool NeedsRun, Func<A2ACall, Fields, ValueTask<object?>> Invoke);
