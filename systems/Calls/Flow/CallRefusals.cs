using Baton.Errors;

namespace Baton.Calls.Flow;

/// <summary>Why a session takes no turn, or not this one. No step is recorded then, and nothing that was said becomes part of the session.</summary>
internal static class CallRefusals
{
    /// <summary>The session belongs to another account. Which one, nobody is told.</summary>
    public static Fault OtherAccount(string call) => new(
        ErrorCodes.CallOfOtherAccount, call, $"Call '{call}' belongs to another account. Send the account_id that it began with, or take another call_identify_id.");

    /// <summary>The call is over.</summary>
    public static Fault Complete(string call) => new(
        ErrorCodes.CallComplete, call, $"Call '{call}' is complete and takes no more turns. GET /session/{call} reads it; a new call takes another call_identify_id.");

    /// <summary>The call has as many steps as are kept.</summary>
    public static Fault Full(string call) => new(
        ErrorCodes.CallFull, call, $"Call '{call}' has {CallSteps.MostSteps} steps, more than a call takes. Begin a new one under another call_identify_id.");
}
