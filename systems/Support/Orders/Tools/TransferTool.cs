using System.ComponentModel;

namespace Baton.Support.Orders.Tools;

/// <summary>
/// The tool <c>transfer_to_human_agents</c>. It only says that the model may tell the customer so: what the agent then says
/// (<see cref="Notice"/>) is what a graph hands over by.
/// </summary>
internal static class TransferTool
{
    /// <summary>What the agent says after it; the policy's own words.</summary>
    public const string Notice = "YOU ARE BEING TRANSFERRED TO A HUMAN AGENT. PLEASE HOLD ON.";

    [Description("Transfer the user to a human agent, with a summary of the user's issue. Only transfer if the user explicitly asks for a human agent, or, given the policy and the available tools, you cannot solve the user's issue.")]
    public static string Transfer([Description("A summary of the user's issue.")] string summary) =>
        string.IsNullOrWhiteSpace(summary) ? ToolTexts.Error("A summary of the user's issue is needed") : "Transfer successful";
}
