using System.Text.Json;
using Baton.Contracts;
using Baton.Policies;

namespace Baton.Graphs;

/// <summary>A graph as data: checked, immutable, drawable without running. Made by <see cref="Graph.Define{TInput,TState,TOutput}"/>.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class GraphDefinition
{
    private readonly Dictionary<string, Node> _byName;
    private readonly Lazy<GraphDescription> _description;

    internal GraphDefinition(GraphParts parts)
    {
        Parts = parts;
        _byName = parts.Nodes.ToDictionary(node => node.Name);
        InputContract = Contract.Of(parts.InputType);
        OutputContract = Contract.Of(parts.OutputType);
        _description = new Lazy<GraphDescription>(() => GraphDescription.Of(this));
    }

    internal GraphParts Parts { get; }

    /// <summary>The graph's id, such as <c>support_desk</c>.</summary>
    public string Id => Parts.Id;

    /// <summary>The version, from 1.</summary>
    public int Version => Parts.Version;

    /// <summary>The type of inputs.</summary>
    public Type InputType => Parts.InputType;

    /// <summary>The type of states.</summary>
    public Type StateType => Parts.StateType;

    /// <summary>The type of outputs.</summary>
    public Type OutputType => Parts.OutputType;

    /// <summary>What an input must look like.</summary>
    public Contract InputContract { get; }

    /// <summary>What an output looks like.</summary>
    public Contract OutputContract { get; }

    /// <summary>The nodes in the order of their definition; the first is where a run begins.</summary>
    public IReadOnlyList<Node> Nodes => Parts.Nodes;

    /// <summary>What a thread does with new input while its run waits.</summary>
    public WhileWaiting WhileWaiting => Parts.WhileWaiting;

    /// <summary>How many steps a run may take.</summary>
    public int StepLimit => Parts.StepLimit;

    /// <summary>False where only start and end are journaled.</summary>
    public bool Resumable => Parts.Resumable;

    /// <summary>How long a run may be running in all.</summary>
    public TimeBudget TimeBudget => Parts.TimeBudget;

    /// <summary>What a run and its children may spend together.</summary>
    public RunBudget Budget => Parts.Budget;

    /// <summary>True where a plain chat message can start a run.</summary>
    public bool CanChat => Parts.FromMessage is not null;

    /// <summary>True where the graph says what case its thread is.</summary>
    public bool HasCase => Parts.Case is not null;

    /// <summary>The input that a plain chat message makes.</summary>
    /// <param name="message">The message's text.</param>
    /// <returns>The input as JSON; null where the graph does not chat.</returns>
    public JsonElement? InputOf(string message) =>
        Parts.FromMessage is { } make ? JsonSerializer.SerializeToElement(make(message), InputContract.Type, BatonJson.Options) : null;

    /// <summary>What an output says as a chat message.</summary>
    /// <param name="output">An output of this graph as JSON.</param>
    /// <returns>The text; null where the graph does not chat.</returns>
    /// <exception cref="Errors.ValidationException">It is no output of this graph.</exception>
    public string? MessageOf(JsonElement output) => Parts.ToMessage?.Invoke(OutputContract.ReadTolerant(output));

    /// <summary>Nodes, edges and contracts as data; computed once, without running anything.</summary>
    public GraphDescription Describe() => _description.Value;

    /// <summary>The node with this name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Node Node(string name) => _byName[name];

    internal bool TryGetNode(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Node? node) =>
        _byName.TryGetValue(name, out node);
}

/// <summary>The parts of a graph, with types erased.</summary>
internal sealed record GraphParts
{
    public required string Id { get; init; }

    public required int Version { get; init; }

    public required Type InputType { get; init; }

    public required Type StateType { get; init; }

    public required Type OutputType { get; init; }

    public required IReadOnlyList<Node> Nodes { get; init; }

    public required Func<object, object> Start { get; init; }

    public required Func<object, object> Return { get; init; }

    public Func<object, object, object>? Continue { get; init; }

    public Func<string, object>? FromMessage { get; init; }

    public Func<object, string>? ToMessage { get; init; }

    public Func<System.Text.Json.Nodes.JsonObject, int, System.Text.Json.Nodes.JsonObject>? Migrate { get; init; }

    public Func<object, CaseFacts?>? Case { get; init; }

    public WhileWaiting WhileWaiting { get; init; } = WhileWaiting.Supersede;

    public int StepLimit { get; init; } = 1_000;

    public bool Resumable { get; init; } = true;

    public TimeBudget TimeBudget { get; init; } = TimeBudget.Default;

    public RunBudget Budget { get; init; } = new();
}
