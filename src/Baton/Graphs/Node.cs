using System.Text.Json;
using Baton.Policies;

namespace Baton.Graphs;

/// <summary>One step of a graph. The set of node kinds is closed.</summary>
/// <param name="Name">The name, unique in its graph.</param>
public abstract record Node(string Name)
{
    /// <summary>The node after this one, or <see cref="Graphs.Graph.End"/>.</summary>
    public string Next { get; init; } = Graphs.Graph.End;

    /// <summary>The node that takes over when this one has failed for good, or null: the run fails.</summary>
    public string? OnError { get; init; }

    /// <summary>Time and tries.</summary>
    public NodePolicy Policy { get; init; } = NodePolicy.Default;

    /// <summary>The kind's name, as descriptions show it.</summary>
    public abstract string Kind { get; }
}

/// <summary>A node that does one thing and puts its value into the state.</summary>
/// <param name="Name">The name.</param>
/// <param name="Body">What it does.</param>
/// <param name="Apply">From state and value to the new state.</param>
public sealed record StepNode(string Name, Body Body, Func<object, object?, object> Apply) : Node(Name)
{
    /// <inheritdoc />
    public override string Kind => Body.Kind;
}

/// <summary>A node that chooses the next one by the state. Pure.</summary>
/// <param name="Name">The name.</param>
/// <param name="Choose">From state to the next node's name.</param>
/// <param name="Targets">What can be chosen, with a label for drawings.</param>
public sealed record RouteNode(string Name, Func<object, string> Choose, IReadOnlyList<RouteTarget> Targets) : Node(Name)
{
    /// <inheritdoc />
    public override string Kind => "route";

    /// <summary>False where a value can fit no case.</summary>
    internal bool HasOtherwise { get; init; } = true;
}

/// <summary>One way out of a route.</summary>
/// <param name="Label">When it is taken; <c>otherwise</c> for the last.</param>
/// <param name="Node">Where it leads.</param>
public sealed record RouteTarget(string Label, string Node);

/// <summary>Branches that run at once, each from the state at the fork, and a join that puts their values into the state.</summary>
/// <param name="Name">The name.</param>
/// <param name="Branches">The branches, in the order in which the join sees them.</param>
/// <param name="Join">From state and results to the new state; null is a fault.</param>
/// <param name="JoinPolicy">What happens when a branch fails.</param>
public sealed record ParallelNode(
    string Name, IReadOnlyList<Branch> Branches, Func<object, BranchResults, object>? Join, JoinPolicy JoinPolicy) : Node(Name)
{
    /// <inheritdoc />
    public override string Kind => "parallel";
}

/// <summary>One branch.</summary>
/// <param name="Name">Its name, unique in its node.</param>
/// <param name="Body">What it does.</param>
public sealed record Branch(string Name, Body Body);

/// <summary>One body for each item of a list, so many at once, and a join.</summary>
/// <param name="Name">The name.</param>
/// <param name="Items">From state to the items. Must give the same items whenever it is asked with the same state.</param>
/// <param name="Body">What is done with each item.</param>
/// <param name="Join">From state and results (in the items' order) to the new state; null is a fault.</param>
/// <param name="JoinPolicy">What happens when an item fails.</param>
/// <param name="MaxConcurrency">How many items run at once, 1 to 1,000.</param>
public sealed record MapNode(
    string Name, Func<object, IReadOnlyList<object?>> Items, Body Body, Func<object, BranchResults, object>? Join,
    JoinPolicy JoinPolicy, int MaxConcurrency) : Node(Name)
{
    /// <inheritdoc />
    public override string Kind => "map";
}

/// <summary>A node that asks a person.</summary>
/// <param name="Name">The name.</param>
/// <param name="When">Whether to ask at all.</param>
/// <param name="Ask">From state to the question.</param>
/// <param name="Apply">From state and answer to the new state.</param>
/// <param name="AnswerType">What the answer is read as; its schema is the question's unless that has one.</param>
public sealed record ApprovalNode(
    string Name, Func<object, bool> When, Func<object, Question> Ask, Func<object, object?, object> Apply, Type AnswerType) : Node(Name)
{
    /// <inheritdoc />
    public override string Kind => "approval";
}

/// <summary>A node that waits: for a time, until a time, or for an event with a timeout.</summary>
/// <param name="Name">The name.</param>
/// <param name="Event">The event's name, or null for a timer.</param>
/// <param name="Until">From state and the time now to when the wait ends; null waits for ever.</param>
/// <param name="Apply">From state and the event's payload (null after a timeout or for a timer) to the new state.</param>
public sealed record WaitNode(
    string Name, string? Event, Func<object, DateTimeOffset, DateTimeOffset?> Until, Func<object, JsonElement?, object> Apply) : Node(Name)
{
    /// <inheritdoc />
    public override string Kind => "wait";
}

/// <summary>What happens to a node with branches when one of them fails.</summary>
public enum JoinPolicy
{
    /// <summary>The first failure cancels the other branches and fails the node.</summary>
    FailFast,

    /// <summary>Every branch runs to its end; the join sees failures among the results.</summary>
    CollectErrors,
}
