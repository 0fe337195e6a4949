using Baton.Errors;

namespace Baton.Agents.Cost;

/// <summary>What must be known of the store before a call: where it cannot say, the call waits. To go on could pass a limit, to fail would lose the run.</summary>
internal static class StoreReply
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    /// <exception cref="CallHeldException">The store does not answer.</exception>
    public static async ValueTask<T> OrLaterAsync<T>(Func<ValueTask<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new CallHeldException(
                ErrorCodes.StoreUnavailable, "The store cannot say at present whether this call may be made. It is asked again in a few seconds.", Wait, exception)
            { IsLasting = true };
        }
    }
}
