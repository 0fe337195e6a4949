using Baton.Calls.Flow;
using Baton.Engine.Analytics;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Calls.Sessions;

/// <summary>Removes sessions with all their data: the call's thread, and what assistants of this server remember of the call.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class SessionRemoval(IStore store, Session sessions, IFeedback feedback)
{
    /// <summary>Removes a session.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="call">The call.</param>
    /// <param name="idle">Only where nothing has happened for so long, by the store's clock; null removes it anyway.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>False where it is not there, or was not idle for so long.</returns>
    /// <exception cref="BatonException">A turn is under way (BTN3001).</exception>
    public async ValueTask<bool> RemoveAsync(string tenant, string call, TimeSpan? idle, CancellationToken cancellation)
    {
        var thread = CallIds.Thread(call);
        var state = await sessions.StateAsync(tenant, call, cancellation);
        var isGone = idle is { } time
            ? await store.Threads.DeleteIdleAsync(tenant, thread, time, cancellation)
            : await store.Threads.DeleteAsync(tenant, thread, cancellation);
        if (!isGone) return false;

        // What is left belongs to nobody any more, so it goes whoever has given up waiting.
        await ForgetAsync(tenant, thread);
        foreach (var own in AgentThreads(state)) await RemoveAgentsAsync(tenant, own);
        return true;
    }

    private static IEnumerable<string> AgentThreads(CallState? state) => state is null
        ? []
        : state.Steps.SelectMany(step => step.ResponseData.Agents).Select(answer => CallIds.AgentThread(answer.Url, state.Conversation)).OfType<string>().Distinct(StringComparer.Ordinal);

    private async ValueTask RemoveAgentsAsync(string tenant, string thread)
    {
        try
        {
            await store.Threads.DeleteAsync(tenant, thread, CancellationToken.None);
            await ForgetAsync(tenant, thread);
        }
        catch (BatonException busy) when (busy.Code == ErrorCodes.ThreadBusy)
        {
            // An agent that still answers a turn that was given up: it goes with the retention of threads.
        }
    }

    private async ValueTask ForgetAsync(string tenant, string thread)
    {
        await feedback.RemoveAsync(tenant, thread, CancellationToken.None);
        await ThreadNotes.RemoveAsync(store, tenant, thread, CancellationToken.None);
    }
}
