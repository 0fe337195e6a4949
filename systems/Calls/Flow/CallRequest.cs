using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Baton.Calls.Flow;

/// <summary>One turn of a call: what the caller says.</summary>
/// <param name="CallIdentifyId">The call; the caller's own id of it.</param>
/// <param name="AccountId">Whose call it is; the same in every turn.</param>
/// <param name="Eci">The customer's id in the enterprise; that of the first turn counts.</param>
/// <param name="InputMessage">What is said, in plain text.</param>
/// <param name="Intent">What it is about; null or empty to have it recognised.</param>
internal sealed record CallRequest(
    [property: Description("The call; the caller's own id of it."), StringLength(CallRequest.LongestId, MinimumLength = 1), RegularExpression(CallRequest.CallIdForm)] string CallIdentifyId,
    [property: Description("Whose call it is; the same in every turn."), StringLength(CallRequest.LongestAccount, MinimumLength = 1), RegularExpression(CallRequest.VisibleForm)] string AccountId,
    [property: Description("The customer's id in the enterprise; that of the first turn counts."), StringLength(CallRequest.LongestAccount, MinimumLength = 1), RegularExpression(CallRequest.VisibleForm)] string Eci,
    [property: Description("What is said, in plain text."), StringLength(CallRequest.LongestMessage, MinimumLength = 1), RegularExpression(CallRequest.TextForm)] string InputMessage,
    [property: Description("What it is about; left out, it is recognised."), StringLength(CallRequest.LongestIntent), RegularExpression(CallRequest.IntentForm)] string? Intent = null)
{
    /// <summary>The most characters of a call's id.</summary>
    public const int LongestId = 100;

    /// <summary>The most characters of an account's id.</summary>
    public const int LongestAccount = 128;

    /// <summary>The most characters of a message.</summary>
    public const int LongestMessage = 4_000;

    /// <summary>The most characters of an intent.</summary>
    public const int LongestIntent = 64;

    /// <summary>The form of a call's id: what a thread's id may be made of.</summary>
    public const string CallIdForm = "[A-Za-z0-9_.:-]+";

    /// <summary>The form of an account's id.</summary>
    public const string VisibleForm = "[!-~]+";

    /// <summary>Any text but a blank one; the stores keep no U+0000.</summary>
    public const string TextForm = @"[^\u0000]*\S[^\u0000]*";

    /// <summary>The form of an intent.</summary>
    public const string IntentForm = "[A-Za-z0-9_.-]*";
}
