using System.Text.Json;
using Baton.Calls.Flow;
using Baton.Calls.Settings;
using Baton.Contracts;
using Baton.Engine.Runs;
using Baton.Engine.Servers;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Calls.Sessions;

/// <summary>Finds and reads sessions: a session is a thread of the call graph that is not expired.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class Session(IStore store, IThreads threads, StoreClock clock, CallSettings settings)
{
    /// <summary>The store's time.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>How long a session lives without a turn.</summary>
    public TimeSpan Expiry => settings.Expiry;

    /// <summary>The thread of a call, expired or not; null where there is none.</summary>
    public async ValueTask<ThreadRow?> ThreadAsync(string tenant, string call, CancellationToken cancellation) =>
        await store.Threads.FindAsync(tenant, CallIds.Thread(call), cancellation) is { Graph: null or ServiceCall.Id } row ? row : null;

    /// <summary>When a session ends, if nothing comes any more.</summary>
    public DateTimeOffset EndOf(ThreadRow thread) => thread.UpdatedAt + settings.Expiry;

    /// <summary>True where a session's time is over. One whose turn is under way is not.</summary>
    public bool IsExpired(ThreadRow thread) => thread.ActiveRun is null && EndOf(thread) <= Now;

    /// <summary>When a session that begins now is to be looked at.</summary>
    public DateTimeOffset FirstLook() => Now + settings.Expiry;

    /// <summary>The session.</summary>
    /// <exception cref="BatonException">There is none, or it has expired (BTN7302).</exception>
    public async ValueTask<CallState> ReadAsync(string tenant, string call, CancellationToken cancellation)
    {
        await RequireAsync(tenant, call, cancellation);
        return await StateAsync(tenant, call, cancellation) ?? throw Unknown(call);
    }

    /// <summary>Refuses a call that has no session.</summary>
    /// <exception cref="BatonException">There is none, or it has expired (BTN7302).</exception>
    public async ValueTask RequireAsync(string tenant, string call, CancellationToken cancellation)
    {
        if (!IsId(call) || await ThreadAsync(tenant, call, cancellation) is not { } thread || IsExpired(thread)) throw Unknown(call);
    }

    /// <summary>The session's state, expired or not; null where there is none, or its first turn has not come to an end.</summary>
    public async ValueTask<CallState?> StateAsync(string tenant, string call, CancellationToken cancellation) =>
        await threads.StateAsync(tenant, CallIds.Thread(call), null, cancellation) is { Checkpoint: not null } state
            ? state.Values.Deserialize<CallState>(BatonJson.Options)
            : null;

    /// <summary>Refuses a turn that the session would refuse, before anything is written.</summary>
    /// <exception cref="BatonException">The session is complete, or another account's.</exception>
    public async ValueTask CheckAsync(ThreadRow thread, CallRequest request, CancellationToken cancellation)
    {
        // The case row says both, and is one row, however long the call is. Without one no step was recorded yet: then the turn itself finds out.
        // Nor does that of an earlier call say anything, which had the same id and has expired.
        if (await store.Cases.FindAsync(thread.Tenant, thread.Id, cancellation) is not { } row || row.UpdatedAt < thread.CreatedAt) return;
        if (row.Facts.Customer != request.AccountId) throw Refused(CallRefusals.OtherAccount(request.CallIdentifyId));
        if (row.Facts.Status == CaseStatus.Resolved) throw Refused(CallRefusals.Complete(request.CallIdentifyId));
    }

    /// <summary>There is no such session.</summary>
    public static BatonException Unknown(string call) =>
        new(ErrorCodes.CallSessionUnknown, IsId(call) ? $"There is no session of call '{call}': it never began, was deleted, or has expired." : "There is no session with such an id.");

    private static BatonException Refused(Fault why) => new(why.Code, why.Message);

    private static bool IsId(string call) =>
        call.Length is > 0 and <= CallRequest.LongestId && call.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or ':' or '-');
}
