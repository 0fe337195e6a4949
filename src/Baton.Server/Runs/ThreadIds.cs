using Baton.Errors;

namespace Baton.Server.Runs;

/// <summary>What a thread may be called.</summary>
internal static class ThreadIds
{
    private const int Longest = 128;

    // Names that are paths of the run API, or that paths cannot hold.
    private static readonly string[] _refused = [".", "..", "search", "count", "prune"];

    /// <summary>The id itself.</summary>
    /// <exception cref="BatonException">It has another form.</exception>
    public static string Checked(string id)
    {
        if (id.Length is > 0 and <= Longest && id.All(IsAllowed) && !_refused.Contains(id, StringComparer.Ordinal)) return id;
        throw new BatonException(
            ErrorCodes.ThreadIdInvalid,
            $"A thread's id is a UUID or 1 to {Longest} of letters, digits, '-', '_', '.', ':', and none of {string.Join(", ", _refused)}.");
    }

    private static bool IsAllowed(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':';
}
