using System.Reflection;
using Baton.Contracts;
using Baton.Errors;

namespace Baton.Graphs;

/// <summary>Checks a definition and reports every fault at once.</summary>
internal sealed class GraphValidator
{
    private const int MostSteps = 100_000;
    private const int MostConcurrent = 1_000;

    private readonly GraphParts _graph;
    private readonly IReadOnlyList<(string Node, string Handler)> _handlers;
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly List<Fault> _faults = [];

    private GraphValidator(GraphParts graph, IReadOnlyList<(string Node, string Handler)> handlers)
    {
        _graph = graph;
        _handlers = handlers;
    }

    /// <exception cref="ValidationException">The definition has faults; all of them are listed.</exception>
    public static void Validate(GraphParts parts, IReadOnlyList<(string Node, string Handler)> handlers, int cases)
    {
        var validator = new GraphValidator(parts, handlers);
        validator.CheckGraph();
        if (cases > 1) validator.AddToGraph(ErrorCodes.CaseTwice, $"What its case is is said {cases} times: keep one .Case(state => …).");
        foreach (var node in parts.Nodes) validator.CheckNode(node);
        validator.CheckHandlers();
        validator.CheckReachability();
        validator.CheckTypes();
        validator._faults.AddRange(StateCheck.Check(parts.StateType, $"{parts.Id}/state"));
        if (validator._faults.Count > 0)
        {
            throw new ValidationException(ErrorCodes.GraphInvalid, $"The graph '{parts.Id}' cannot be used", validator._faults);
        }
    }

    private void CheckGraph()
    {
        if (NameFault(_graph.Id, "graph id") is { } wrong) AddToGraph(ErrorCodes.NameInvalid, wrong);
        if (_graph.Version < 1) AddToGraph(ErrorCodes.NameInvalid, $"The version is {_graph.Version}; versions count from 1.");
        if (_graph.Start is null) AddToGraph(ErrorCodes.PartMissing, "There is no Start: say with which state a run begins, .Start(input => …).");
        if (_graph.Nodes.Count == 0) AddToGraph(ErrorCodes.PartMissing, "There are no nodes: add at least one before Return.");
        if (_graph.StepLimit is < 1 or > MostSteps)
        {
            AddToGraph(ErrorCodes.OutOfRange, $"The step limit is {_graph.StepLimit}; it is 1 to {MostSteps}.");
        }

        if (_graph.TimeBudget.Duration <= TimeSpan.Zero) AddToGraph(ErrorCodes.OutOfRange, "The time budget is not above zero: take a class of TimeBudget.");
        if (!_graph.Budget.IsValid) AddToGraph(ErrorCodes.OutOfRange, "A limit of the budget is below zero: correct it, or leave it out for none.");
        CheckContractVersion(_graph.InputType, "input");
        CheckContractVersion(_graph.OutputType, "output");
    }

    private void CheckContractVersion(Type type, string what)
    {
        var version = type.GetCustomAttribute<ContractVersionAttribute>();
        if (version is { Major: < 1 } or { Minor: < 0 })
        {
            AddToGraph(ErrorCodes.OutOfRange, $"The {what} has contract version {version.Major}.{version.Minor}; the first number counts from 1, the second from 0.");
        }
    }

    private void CheckTypes()
    {
        CheckType(_graph.InputType, "input");
        CheckType(_graph.StateType, "state");
        CheckType(_graph.OutputType, "output");
    }

    private void CheckType(Type type, string what)
    {
        try
        {
            _ = Contract.Of(type).Schema;
        }
        catch (Exception unreadable) when (unreadable is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            AddToGraph(ErrorCodes.TypeUnreadable, $"The {what} {type.Name} cannot be JSON: {unreadable.Message} Use a record whose constructor parameters are its properties.");
        }
    }

    private void CheckNode(Node node)
    {
        CheckName(node.Name, node.Name, "node name");
        if (!_nodes.TryAdd(node.Name, node)) Add(ErrorCodes.DuplicateName, node.Name, "Two nodes have this name; rename one.");
        foreach (var (target, label) in WaysOut(node))
        {
            if (target != Graph.End && _graph.Nodes.All(other => other.Name != target))
            {
                Add(ErrorCodes.EdgeToNowhere, node.Name, $"The edge '{label}' leads to '{target}', which is no node; add it, or name one that exists or Graph.End.");
            }
        }

        CheckPolicy(node);
        CheckKind(node);
        if (!_graph.Resumable) CheckNeedsNoResuming(node, node.Name);
    }

    private void CheckKind(Node node)
    {
        switch (node)
        {
            case StepNode step: CheckBody(step.Body, node.Name); break;
            case RouteNode route: CheckRoute(route); break;
            case ParallelNode parallel: CheckParallel(parallel); break;
            case MapNode map: CheckMap(map); break;
            case WaitNode { Event: { } signal } when string.IsNullOrWhiteSpace(signal):
                Add(ErrorCodes.NameInvalid, node.Name, "The event that is waited for has no name.");
                break;
        }
    }

    private void CheckRoute(RouteNode route)
    {
        if (!route.HasOtherwise)
        {
            Add(ErrorCodes.RouteIncomplete, route.Name, "A value that fits no case has nowhere to go; end the route with .Otherwise(node).");
        }
    }

    private void CheckParallel(ParallelNode parallel)
    {
        CheckJoin(parallel.Name, parallel.Join);
        if (parallel.Branches.Count == 0) Add(ErrorCodes.PartMissing, parallel.Name, "There are no branches; add at least one.");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var branch in parallel.Branches)
        {
            var path = $"{parallel.Name}/{branch.Name}";
            CheckName(branch.Name, path, "branch name");
            if (!names.Add(branch.Name)) Add(ErrorCodes.DuplicateName, path, "Two branches have this name; rename one.");
            CheckBody(branch.Body, path);
        }
    }

    private void CheckMap(MapNode map)
    {
        CheckJoin(map.Name, map.Join);
        if (map.MaxConcurrency is < 1 or > MostConcurrent)
        {
            Add(ErrorCodes.OutOfRange, map.Name, $"maxConcurrency is {map.MaxConcurrency}; it is 1 to {MostConcurrent}.");
        }

        CheckBody(map.Body, map.Name);
    }

    private void CheckJoin(string node, Func<object, BranchResults, object>? join)
    {
        if (join is null) Add(ErrorCodes.JoinMissing, node, "The branches' values go nowhere; give a join that puts them into the state.");
    }

    private void CheckBody(Body body, string path)
    {
        switch (body)
        {
            case AgentBody agent when string.IsNullOrWhiteSpace(agent.Agent):
                Add(ErrorCodes.NameInvalid, path, "The agent has no name.");
                break;
            case ChildRunBody child: CheckName(child.GraphId, path, "child's graph id"); break;
            case SubgraphBody { Graph: null }:
                Add(ErrorCodes.PartMissing, path, "There is no graph to run inline; pass its definition.");
                break;
        }
    }

    private void CheckPolicy(Node node)
    {
        if (node.Policy.Timeout <= TimeSpan.Zero) Add(ErrorCodes.OutOfRange, node.Name, "The timeout is not above zero; leave it out for the time budget's.");
        if (node.Policy.Retry is not { } retry) return;
        if (retry.Attempts < 1) Add(ErrorCodes.OutOfRange, node.Name, $"{retry.Attempts} attempts; the first try counts, so at least 1.");
        if (!(retry.Factor >= 1)) Add(ErrorCodes.OutOfRange, node.Name, $"The backoff factor is {retry.Factor}; it is at least 1.");
        if (!(retry.Jitter is >= 0 and <= 1)) Add(ErrorCodes.OutOfRange, node.Name, $"The jitter is {retry.Jitter}; it is 0 to 1.");
        if (retry.FirstDelay < TimeSpan.Zero || retry.MaxDelay < TimeSpan.Zero) Add(ErrorCodes.OutOfRange, node.Name, "A retry delay is negative.");
    }

    private void CheckNeedsNoResuming(Node node, string path)
    {
        switch (node)
        {
            case ApprovalNode: AddNotResumable(path, "asks a person"); break;
            case WaitNode: AddNotResumable(path, "waits"); break;
            case StepNode step: CheckNeedsNoResuming(step.Body, path); break;
            case MapNode map: CheckNeedsNoResuming(map.Body, path); break;
            case ParallelNode parallel:
                foreach (var branch in parallel.Branches) CheckNeedsNoResuming(branch.Body, $"{path}/{branch.Name}");
                break;
        }
    }

    private void CheckNeedsNoResuming(Body body, string path)
    {
        if (body is ChildRunBody) AddNotResumable(path, "starts a child run");
        if (body is not SubgraphBody { Graph: { } inline }) return;
        foreach (var node in inline.Nodes) CheckNeedsNoResuming(node, $"{path}/{node.Name}");
    }

    private void AddNotResumable(string path, string does) =>
        Add(ErrorCodes.NotResumable, path, $"The graph is not resumable, but this node {does} and would have to be resumed; remove .NotResumable() or the node.");

    private void CheckHandlers()
    {
        var handled = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (node, _) in _handlers)
        {
            if (!_nodes.ContainsKey(node)) Add(ErrorCodes.EdgeToNowhere, node, "OnError is given for this node, which does not exist; correct its name.");
            if (!handled.Add(node)) Add(ErrorCodes.DuplicateName, node, "OnError is given twice for this node; keep one.");
        }
    }

    private void CheckReachability()
    {
        if (_graph.Nodes.Count == 0) return;
        var first = _graph.Nodes[0].Name;
        var reached = new HashSet<string>(StringComparer.Ordinal) { first };
        var open = new Queue<string>(reached);
        while (open.TryDequeue(out var name))
        {
            foreach (var (target, _) in WaysOut(_nodes[name]))
            {
                if (_nodes.ContainsKey(target) && reached.Add(target)) open.Enqueue(target);
            }
        }

        foreach (var name in _nodes.Keys.Where(name => !reached.Contains(name)))
        {
            Add(ErrorCodes.NodeUnreachable, name, $"No way leads here from '{first}'; lead an edge or a route to it, or remove it.");
        }
    }

    private static IEnumerable<(string Target, string Label)> WaysOut(Node node)
    {
        if (node is RouteNode route)
        {
            foreach (var target in route.Targets) yield return (target.Node, target.Label);
        }
        else
        {
            yield return (node.Next, "next");
        }

        if (node.OnError is not null) yield return (node.OnError, GraphDescriber.OnError);
    }

    private void CheckName(string? name, string path, string what)
    {
        if (NameFault(name, what) is { } wrong) Add(ErrorCodes.NameInvalid, path, wrong);
    }

    private static string? NameFault(string? name, string what)
    {
        if (name is Graph.Beginning or Graph.End) return $"The {what} '{name}' is reserved for where a graph begins and ends; take another.";
        return GraphName.IsValid(name) ? null : $"The {what} '{name}' has the wrong form: {GraphName.Form}.";
    }

    private void AddToGraph(string code, string message) => _faults.Add(new Fault(code, _graph.Id, message));

    private void Add(string code, string path, string message) => _faults.Add(new Fault(code, $"{_graph.Id}/{path}", message));
}
