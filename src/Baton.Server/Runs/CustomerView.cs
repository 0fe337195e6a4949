using System.Runtime.CompilerServices;
using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Graphs;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ThreadState = Baton.Engine.Runs.ThreadState;

namespace Baton.Server.Runs;

/// <summary>
/// What somebody without role operator sees of a graph that asks its own people (<see cref="WhileWaiting.Deliver"/>), or that this server does not have: that the request waits for
/// a person, but not what the person is asked; of the state what the output has, and the messages; no running text of agents that answer to
/// the graph alone.
/// </summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal sealed class CustomerView
{
    private const StreamModes Inside = StreamModes.Tasks | StreamModes.Checkpoints | StreamModes.Debug | StreamModes.Events | StreamModes.Tools;
    private const string Interrupts = "__interrupt__";
    private static readonly JsonElement _waits = JsonElement.Parse("\"The request waits for a person.\"");

    private readonly HashSet<string> _members = new(StringComparer.Ordinal) { "messages" };
    private readonly HashSet<string> _agents = new(StringComparer.Ordinal);
    private readonly bool _isUnknown;

    // A graph that this server does not have: nothing says whom it asks, and what of it is for the caller.
    private CustomerView() => _isUnknown = true;

    private CustomerView(GraphDefinition graph)
    {
        if (graph.OutputContract.Schema.TryGetProperty("properties", out var members)) _members.UnionWith(members.EnumerateObject().Select(member => member.Name));
        _agents.UnionWith(Bodies(graph).OfType<AgentBody>().Where(agent => agent.OutputType != typeof(string)).Select(agent => agent.Agent));
    }

    /// <summary>The view of a caller on a graph's runs and threads; null where all may be seen.</summary>
    public static CustomerView? Of(HttpContext context, string? graph)
    {
        if (graph is null || Caller.Of(context).Operates) return null;
        try
        {
            var definition = context.RequestServices.GetRequiredService<AssistantDirectory>().Get(graph);
            return definition.WhileWaiting == WhileWaiting.Deliver ? new CustomerView(definition) : null;
        }
        catch (BatonException)
        {
            return new CustomerView();
        }
    }

    /// <summary>A thread's state as the caller sees it.</summary>
    public static async ValueTask<ThreadState> ShowAsync(HttpContext context, string thread, ThreadState state)
    {
        var caller = Caller.Of(context);
        if (caller.Operates) return state;
        var row = await context.RequestServices.GetRequiredService<IStore>().Threads.FindAsync(caller.Tenant, thread, context.RequestAborted);
        return Of(context, row?.Graph)?.Show(state) ?? state;
    }

    /// <summary>A state without what is not for the caller.</summary>
    public ThreadState Show(ThreadState state) => state with { Values = Members(state.Values), Tickets = [.. state.Tickets.Select(Show)] };

    /// <summary>What a run came to, without what is not for the caller.</summary>
    public RunResult Show(RunResult result) => result with
    {
        State = result.State is { } state ? Members(state) : null,
        Tickets = [.. result.Tickets.Select(Show)],
    };

    /// <summary>What a stream may show.</summary>
    public static StreamRequest Show(StreamRequest request) => request with { Modes = request.Modes & ~Inside };

    /// <summary>Frames without what is not for the caller.</summary>
    public async IAsyncEnumerable<Frame> ShowAsync(IAsyncEnumerable<Frame> frames, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var frame in frames.WithCancellation(cancellationToken))
        {
            if (Show(frame) is { } shown) yield return shown;
        }
    }

    private Frame? Show(Frame frame) => frame.Event.Split('|')[0] switch
    {
        "values" => frame with { Data = JsonSerializer.SerializeToUtf8Bytes(Members(JsonElement.Parse(frame.Data.Span)), BatonJson.Options) },
        "updates" => frame with { Data = Updates(JsonElement.Parse(frame.Data.Span)) },
        "messages" or "messages/metadata" or "messages/partial" or "messages/complete" => _isUnknown || _agents.Any(agent => Names(frame, agent)) ? null : frame,
        _ => frame,
    };

    private ReadOnlyMemory<byte> Updates(JsonElement updates) => JsonSerializer.SerializeToUtf8Bytes(
        updates.EnumerateObject().ToDictionary(node => node.Name, node => node.Name == Interrupts ? Hidden(node.Value) : Members(node.Value)), BatonJson.Options);

    private JsonElement Members(JsonElement state) => state.ValueKind != JsonValueKind.Object
        ? state
        : JsonSerializer.SerializeToElement(
            state.EnumerateObject()
                .Where(member => _members.Contains(member.Name) || member.Name == Interrupts)
                .ToDictionary(member => member.Name, member => member.Name == Interrupts ? Hidden(member.Value) : member.Value),
            BatonJson.Options);

    private static TicketRow Show(TicketRow ticket) => ticket with { Value = _waits, Schema = null };

    private static JsonElement Hidden(JsonElement interrupts) => JsonSerializer.SerializeToElement(
        interrupts.EnumerateArray().Select(asked => new Dictionary<string, JsonElement> { ["id"] = asked.GetProperty("id"), ["value"] = _waits }), BatonJson.Options);

    // As messages and their metadata name the agent that speaks.
    private static bool Names(Frame frame, string agent)
    {
        var data = JsonElement.Parse(frame.Data.Span);
        var said = data.ValueKind == JsonValueKind.Array ? data[0] : data.EnumerateObject().First().Value.GetProperty("metadata");
        return said.TryGetProperty(data.ValueKind == JsonValueKind.Array ? "name" : "agent", out var name) && name.ValueEquals(agent);
    }

    private static IEnumerable<Body> Bodies(GraphDefinition graph) => graph.Nodes.SelectMany(Bodies).SelectMany(body => body is SubgraphBody inline ? Bodies(inline.Graph) : [body]);

    private static IEnumerable<Body> Bodies(Node node) => node switch
    {
        StepNode step => [step.Body],
        MapNode map => [map.Body],
        ParallelNode parallel => parallel.Branches.Select(branch => branch.Body),
        _ => [],
    };
}
