using System.Buffers;
using Baton.Errors;

namespace Baton.Engine.Runs;

/// <summary>The form of thread ids: a UUID, or the caller's own id.</summary>
public static class ThreadIds
{
    private const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:");

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase) { ".", "..", "search", "count", "prune" };

    /// <summary>Checks an id.</summary>
    /// <exception cref="BatonException">It has the wrong form, or is a word that the API uses itself.</exception>
    public static void Check(string id)
    {
        if (id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExcept(Allowed) && !Reserved.Contains(id)) return;
        throw new BatonException(
            ErrorCodes.ThreadIdInvalid,
            $"A thread id is a UUID or up to {MaxLength} letters, digits and - _ . : (not '.', '..', 'search', 'count' or 'prune').");
    }
}
