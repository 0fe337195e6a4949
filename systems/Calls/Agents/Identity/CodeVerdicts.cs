namespace Baton.Calls.Agents.Identity;

/// <summary>What the check of a caller can come to.</summary>
internal static class CodeVerdicts
{
    /// <summary>The code was right.</summary>
    public const string Verified = "verified";

    /// <summary>The account was found, and no code was asked for yet.</summary>
    public const string Identified = "identified";

    /// <summary>A code was asked for, and none was said.</summary>
    public const string Missing = "code_missing";

    /// <summary>The code was wrong.</summary>
    public const string Refused = "refused";

    /// <summary>Too many codes were wrong in this call.</summary>
    public const string Locked = "locked";

    /// <summary>No account was told.</summary>
    public const string NoAccount = "no_account";

    /// <summary>True where the caller may go on.</summary>
    public static bool LetOn(string verdict) => verdict is Verified or Identified;
}
