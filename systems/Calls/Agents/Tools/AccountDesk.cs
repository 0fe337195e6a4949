using Baton.Calls.Agents.Demo;
using Baton.Graphs;

namespace Baton.Calls.Agents.Tools;

/// <summary>
/// Gives tools the account that a call is about. It comes from what the leading server tells of the call, so no words can lead a model to another one.
/// </summary>
internal static class AccountDesk
{
    /// <summary>The account.</summary>
    /// <param name="run">The run whose tool asks.</param>
    /// <param name="account">The account, where there is no refusal.</param>
    /// <returns>Why there is none, or null.</returns>
    public static Refusal? Find(RunInfo run, out DemoAccount account)
    {
        var call = CallContext.Of(run);
        var isTold = call.Account is not null && call.IsAuthenticated;
        account = isTold ? DemoAccount.Of(call.Account!) : DemoAccount.None;
        return isTold ? null : call.Account is null ? Refusal.NoAccount : Refusal.NotAuthenticated;
    }
}

/// <summary>What a tool says where it does nothing.</summary>
/// <param name="Error">Why.</param>
internal sealed record Refusal(string Error)
{
    /// <summary>No account was told.</summary>
    public static Refusal NoAccount { get; } = new("No account was named for this call.");

    /// <summary>It is too early in the call.</summary>
    public static Refusal NotAuthenticated { get; } = new("The caller has not been authenticated in this call.");
}
