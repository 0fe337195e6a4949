using System.ComponentModel;
using Baton.Agents.Tools;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Agents.Memory;

/// <summary>The tool <c>remember</c>: what a model keeps is unverified, whoever said it.</summary>
internal static class RememberTool
{
    public const string Name = "remember";

    /// <summary>The tools with this one, unless one of them has its name.</summary>
    public static IEnumerable<ToolRegistration> AddTo(IEnumerable<ToolRegistration> tools)
    {
        var all = tools.ToList();
        return all.Exists(tool => tool.Name == Name) ? all : [.. all, new ToolRegistration(Name, RememberAsync, new ToolOptions())];
    }

    [Description("Keeps one lasting fact about the customer for later conversations, such as a preference. Not for what only matters now, and never for passwords, card numbers or health.")]
    private static async Task<string> RememberAsync(
        [Description("The fact, one sentence about the customer.")] string fact, MemoryScope scope, RunInfo run, EffectCall call, CustomerMemory memory)
    {
        if (scope.Customer is not { Length: > 0 } customer) throw new BatonException(ErrorCodes.MemoryFactInvalid, "It is not known who the customer is. Nothing was kept.");
        var unverified = new CustomerFact(fact, MemoryTier.Unverified, $"agent {scope.Agent}") { RunId = run.RunId };
        var (_, changes) = await memory.PrepareAsync(run.Tenant, customer, unverified, call.Cancellation);
        foreach (var change in changes) call.Commit(change);
        return "Kept.";
    }
}

/// <summary>Whom a tool call is about.</summary>
/// <param name="Agent">The agent that calls.</param>
/// <param name="Customer">The customer's id; null where it is not known.</param>
internal sealed record MemoryScope(string Agent, string? Customer);
