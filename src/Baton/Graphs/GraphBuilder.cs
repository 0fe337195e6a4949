using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Policies;

namespace Baton.Graphs;

/// <summary>
/// Defines a graph. Nodes follow one another in the order in which they are added unless <c>next</c> names another; the first one added
/// is where a run begins. <see cref="Return"/> checks everything and ends the definition.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class GraphBuilder<TInput, TState, TOutput>
    where TInput : class
    where TState : class
    where TOutput : class
{
    private readonly string _id;
    private readonly int _version;
    private readonly List<(Node Node, string? Next)> _nodes = [];
    private readonly List<(string Node, string Handler)> _handlers = [];
    private Func<object, object>? _start;
    private Func<object, object, object>? _continue;
    private Func<string, object>? _fromMessage;
    private Func<object, string>? _toMessage;
    private Func<JsonObject, int, JsonObject>? _migrate;
    private readonly List<Func<object, CaseFacts?>> _cases = [];
    private WhileWaiting _whileWaiting = Graphs.WhileWaiting.Supersede;
    private int _stepLimit = 1_000;
    private bool _resumable = true;
    private TimeBudget _timeBudget = Policies.TimeBudget.Default;
    private RunBudget _budget = new();

    internal GraphBuilder(string id, int version)
    {
        _id = id;
        _version = version;
    }

    /// <summary>The state with which a run on an empty thread begins.</summary>
    public GraphBuilder<TInput, TState, TOutput> Start(Func<TInput, TState> start)
    {
        _start = input => start((TInput)input);
        return this;
    }

    /// <summary>The state with which a later turn of a thread begins. Without it every turn begins as on an empty thread.</summary>
    public GraphBuilder<TInput, TState, TOutput> Continue(Func<TState, TInput, TState> next)
    {
        _continue = (state, input) => next((TState)state, (TInput)input);
        return this;
    }

    /// <summary>Lets plain chat messages start runs: <c>{"messages":[…]}</c> clients and other agents can then call the graph.</summary>
    public GraphBuilder<TInput, TState, TOutput> Chat(Func<string, TInput> fromMessage, Func<TOutput, string> toMessage)
    {
        _fromMessage = fromMessage;
        _toMessage = output => toMessage((TOutput)output);
        return this;
    }

    /// <summary>Turns a thread's state that an earlier version wrote into one that this version reads.</summary>
    /// <param name="migrate">From the state's JSON and the version that wrote it to the JSON that this version reads.</param>
    public GraphBuilder<TInput, TState, TOutput> Migrate(Func<JsonObject, int, JsonObject> migrate)
    {
        _migrate = migrate;
        return this;
    }

    /// <summary>
    /// Makes every thread of the graph a case: says what a state says of it. Asked with every checkpoint; what changed goes into the journal
    /// with it. Pure and cheap; where it throws, the case stays as it was and the server's log says so.
    /// </summary>
    /// <param name="facts">From the state to the facts; null while there is no case yet.</param>
    public GraphBuilder<TInput, TState, TOutput> Case(Func<TState, CaseFacts?> facts)
    {
        _cases.Add(state => facts((TState)state));
        return this;
    }

    /// <summary>What a thread does with new input while its run waits; without it <see cref="Graphs.WhileWaiting.Supersede"/>.</summary>
    public GraphBuilder<TInput, TState, TOutput> WhileWaiting(WhileWaiting rule)
    {
        _whileWaiting = rule;
        return this;
    }

    /// <summary>How many steps a run may take, 1 to 100,000; without it 1,000.</summary>
    public GraphBuilder<TInput, TState, TOutput> StepLimit(int steps)
    {
        _stepLimit = steps;
        return this;
    }

    /// <summary>How long a run may be running in all; without it <see cref="Policies.TimeBudget.Default"/>.</summary>
    public GraphBuilder<TInput, TState, TOutput> TimeBudget(TimeBudget budget)
    {
        _timeBudget = budget;
        return this;
    }

    /// <summary>
    /// What a run and its child runs may spend together: tokens, dollars, model and tool calls. Without it, or where it leaves a limit out,
    /// the server's default counts (<c>Baton:Engine:Budget</c>); a caller can only lower it.
    /// </summary>
    public GraphBuilder<TInput, TState, TOutput> Budget(RunBudget budget)
    {
        _budget = budget;
        return this;
    }

    /// <summary>Journals start and end only: after a crash the run ends with an error and is never run again.</summary>
    public GraphBuilder<TInput, TState, TOutput> NotResumable()
    {
        _resumable = false;
        return this;
    }

    /// <summary>A step in C#.</summary>
    public GraphBuilder<TInput, TState, TOutput> Function(
        string name, Func<TState, NodeContext, ValueTask<TState>> run, string? next = null, NodePolicy? policy = null) =>
        Add(new StepNode(name, new FunctionBody(async (state, _, context) => await run((TState)state, context), typeof(TState)), Keep), next, policy);

    /// <summary>A step in C# that only computes.</summary>
    public GraphBuilder<TInput, TState, TOutput> Function(
        string name, Func<TState, TState> run, string? next = null, NodePolicy? policy = null) =>
        Add(new StepNode(name, new FunctionBody((state, _, _) => new ValueTask<object?>(run((TState)state)), typeof(TState)), Keep), next, policy);

    /// <summary>A step that an agent does.</summary>
    /// <typeparam name="TAnswer">What the agent answers with: <see cref="string"/>, or a record that its output is read as.</typeparam>
    public GraphBuilder<TInput, TState, TOutput> Agent<TAnswer>(
        string name, string agent, Func<TState, AgentRequest> input, Func<TState, TAnswer, TState> apply,
        string? next = null, NodePolicy? policy = null) =>
        Add(
            new StepNode(
                name,
                new AgentBody(agent, (state, _) => input((TState)state), typeof(TAnswer)),
                (state, answer) => apply((TState)state, (TAnswer)answer!)),
            next,
            policy);

    /// <summary>A step that another graph does, inline.</summary>
    public GraphBuilder<TInput, TState, TOutput> Graph<TSubInput, TSubOutput>(
        string name, GraphDefinition graph, Func<TState, TSubInput> input, Func<TState, TSubOutput, TState> apply,
        string? next = null, NodePolicy? policy = null)
        where TSubInput : class =>
        Add(
            new StepNode(
                name,
                new SubgraphBody(graph, (state, _) => input((TState)state)),
                (state, output) => apply((TState)state, (TSubOutput)output!)),
            next,
            policy);

    /// <summary>A step that a run of its own does; the parent holds nothing while it waits.</summary>
    public GraphBuilder<TInput, TState, TOutput> Child<TChildInput, TChildOutput>(
        string name, string graph, Func<TState, TChildInput> input, Func<TState, TChildOutput, TState> apply,
        string? next = null, NodePolicy? policy = null)
        where TChildInput : class =>
        Add(
            new StepNode(
                name,
                new ChildRunBody(graph, (state, _) => input((TState)state), typeof(TChildOutput)),
                (state, output) => apply((TState)state, (TChildOutput)output!)),
            next,
            policy);

    /// <summary>A step that an agent elsewhere does, called over A2A.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="agent">From the state to the agent: its name under <c>Baton:RemoteAgents</c>, or <c>assistant:{id}</c> for an assistant of this server.</param>
    /// <param name="input">From the state to what is said to it.</param>
    /// <param name="apply">From state and reply to the new state. A reply may also be a question (<see cref="RemoteReply.IsInputRequired"/>).</param>
    /// <param name="onFailure">From state and failure to the new state, once retries and fallback have failed too; null fails the node.</param>
    /// <param name="next">The node after this one.</param>
    /// <param name="policy">Time and tries of the node, around those of the agent's own settings.</param>
    public GraphBuilder<TInput, TState, TOutput> RemoteAgent(
        string name, Func<TState, string> agent, Func<TState, RemoteRequest> input, Func<TState, RemoteReply, TState> apply,
        Func<TState, RemoteFailure, TState>? onFailure = null, string? next = null, NodePolicy? policy = null) =>
        Add(
            new StepNode(
                name,
                new RemoteAgentBody((state, _) => agent((TState)state), (state, _) => input((TState)state), onFailure is not null),
                (state, value) => value is RemoteOutcome { Reply: { } reply }
                    ? apply((TState)state, reply)
                    : onFailure!((TState)state, ((RemoteOutcome)value!).Failure!)),
            next,
            policy);

    /// <summary>Chooses the next node by a value of the state. Pure.</summary>
    public GraphBuilder<TInput, TState, TOutput> Route<TValue>(
        string name, Func<TState, TValue> value, Action<RouteBuilder<TValue>> to)
    {
        var route = new RouteBuilder<TValue>();
        to(route);
        var targets = route.Targets;
        return Add(
            new RouteNode(name, state => route.Choose(value((TState)state)), targets) { HasOtherwise = route.HasOtherwise }, Graphs.Graph.End, null);
    }

    /// <summary>Runs branches at once, each from the state as it is here, and joins their values.</summary>
    public GraphBuilder<TInput, TState, TOutput> Parallel(
        string name, Action<BranchBuilder<TState>> branches, Func<TState, BranchResults, TState>? join,
        JoinPolicy onFailure = JoinPolicy.FailFast, string? next = null, NodePolicy? policy = null)
    {
        var builder = new BranchBuilder<TState>();
        branches(builder);
        return Add(
            new ParallelNode(
                name, builder.Branches, join is null ? null : (state, results) => join((TState)state, results), onFailure),
            next,
            policy);
    }

    /// <summary>Does the same for each item of a list, so many at once, and joins the results in the items' order.</summary>
    public GraphBuilder<TInput, TState, TOutput> Map<TItem>(
        string name, Func<TState, IReadOnlyList<TItem>> items, Func<ItemBodies<TState, TItem>, Body> each,
        Func<TState, BranchResults, TState>? join, int maxConcurrency = 8, JoinPolicy onFailure = JoinPolicy.FailFast,
        string? next = null, NodePolicy? policy = null) =>
        Add(
            new MapNode(
                name,
                state => [.. items((TState)state).Select(item => (object?)item)],
                each(new ItemBodies<TState, TItem>()),
                join is null ? null : (state, results) => join((TState)state, results),
                onFailure,
                maxConcurrency),
            next,
            policy);

    /// <summary>Asks a person, where <paramref name="when"/> says so, and puts the answer into the state.</summary>
    public GraphBuilder<TInput, TState, TOutput> Approval<TAnswer>(
        string name, Func<TState, Question> ask, Func<TState, TAnswer, TState> apply, Func<TState, bool>? when = null, string? next = null) =>
        Add(
            new ApprovalNode(
                name,
                state => when is null || when((TState)state),
                state => ask((TState)state),
                (state, answer) => apply((TState)state, (TAnswer)answer!),
                typeof(TAnswer)),
            next,
            null);

    /// <summary>Sleeps for a time.</summary>
    public GraphBuilder<TInput, TState, TOutput> Sleep(string name, Func<TState, TimeSpan> duration, string? next = null) =>
        Add(new WaitNode(name, null, (state, now) => now + duration((TState)state), (state, _) => state), next, null);

    /// <summary>Sleeps until a time.</summary>
    public GraphBuilder<TInput, TState, TOutput> SleepUntil(string name, Func<TState, DateTimeOffset> until, string? next = null) =>
        Add(new WaitNode(name, null, (state, _) => until((TState)state), (state, _) => state), next, null);

    /// <summary>Waits for an event that is sent to the run by name.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="signal">The event's name.</param>
    /// <param name="apply">From state and payload (null after the timeout) to the new state.</param>
    /// <param name="timeout">The longest wait; null waits for ever.</param>
    /// <param name="next">The node after this one.</param>
    public GraphBuilder<TInput, TState, TOutput> WaitFor(
        string name, string signal, Func<TState, JsonElement?, TState> apply, Func<TState, TimeSpan>? timeout = null, string? next = null) =>
        Add(
            new WaitNode(
                name,
                signal,
                (state, now) => timeout is null ? null : now + timeout((TState)state),
                (state, payload) => apply((TState)state, payload)),
            next,
            null);

    /// <summary>Names the node that takes over when <paramref name="node"/> has failed for good.</summary>
    public GraphBuilder<TInput, TState, TOutput> OnError(string node, string handler)
    {
        _handlers.Add((node, handler));
        return this;
    }

    /// <summary>Says what a run gives back, checks the whole definition and ends it.</summary>
    /// <exception cref="Errors.ValidationException">The definition has faults; all of them are listed.</exception>
    public GraphDefinition Return(Func<TState, TOutput> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var parts = new GraphParts
        {
            Id = _id,
            Version = _version,
            InputType = typeof(TInput),
            StateType = typeof(TState),
            OutputType = typeof(TOutput),
            Nodes = Linked(),
            Start = _start!,
            Continue = _continue,
            Return = state => output((TState)state),
            FromMessage = _fromMessage,
            ToMessage = _toMessage,
            Migrate = _migrate,
            Case = _cases.FirstOrDefault(),
            WhileWaiting = _whileWaiting,
            StepLimit = _stepLimit,
            Resumable = _resumable,
            TimeBudget = _timeBudget,
            Budget = _budget,
        };
        GraphValidator.Validate(parts, _handlers, _cases.Count);
        return new GraphDefinition(parts);
    }

    private static object Keep(object state, object? value) => value!;

    private GraphBuilder<TInput, TState, TOutput> Add(Node node, string? next, NodePolicy? policy)
    {
        _nodes.Add((policy is null ? node : node with { Policy = policy }, next));
        return this;
    }

    private List<Node> Linked()
    {
        var linked = new List<Node>(_nodes.Count);
        for (var index = 0; index < _nodes.Count; index++)
        {
            var (node, next) = _nodes[index];
            var following = index + 1 < _nodes.Count ? _nodes[index + 1].Node.Name : Graphs.Graph.End;
            var handler = _handlers.LastOrDefault(pair => pair.Node == node.Name).Handler;
            linked.Add(node with { Next = next ?? following, OnError = handler });
        }

        return linked;
    }
}
