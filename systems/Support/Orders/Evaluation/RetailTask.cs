using System.Text.Json;

namespace Baton.Support.Orders.Evaluation;

/// <summary>A customer's errand, what a reference did about it, and what the customer must be told.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Scenario">Who the customer is and what they want.</param>
/// <param name="Actions">The reference calls, in order.</param>
/// <param name="Told">Texts that the customer must be told.</param>
internal sealed record RetailTask(string Id, RetailScenario Scenario, IReadOnlyList<RetailAction> Actions, IReadOnlyList<string> Told);

/// <summary>What a simulated customer is told.</summary>
internal sealed record RetailScenario(string Reason, string Known, string Unknown, string Instructions);

/// <summary>A tool call.</summary>
internal sealed record RetailAction(string Name, JsonElement Arguments);

/// <summary>What the benchmark's own tools made of a task's reference calls.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Actions">One for each call, in order.</param>
/// <param name="Changes">The leaves that differ from the data at the beginning.</param>
/// <param name="Sha256">Of the canonical JSON of the whole end state.</param>
internal sealed record ExpectedState(string Id, IReadOnlyList<ExpectedAction> Actions, IReadOnlyList<LeafChange> Changes, string Sha256);

/// <summary>Whether a call succeeded, and what the tool said where it did not.</summary>
internal sealed record ExpectedAction(string Name, bool Ok, string? Error);

/// <summary>A leaf of a record that changed.</summary>
/// <param name="Collection"><c>orders</c>, <c>products</c> or <c>users</c>.</param>
/// <param name="Id">The record's id.</param>
/// <param name="Path">Where in the record, a JSON pointer.</param>
/// <param name="Before">What was there; null for nothing.</param>
/// <param name="After">What is there; null for nothing.</param>
internal sealed record LeafChange(string Collection, string Id, string Path, JsonElement? Before, JsonElement? After)
{
    public override string ToString() => $"{Collection}/{Id}{Path}: {Text(Before)} → {Text(After)}";

    private static string Text(JsonElement? value) => value is { ValueKind: not JsonValueKind.Null } there ? there.GetRawText() : "nothing";
}
