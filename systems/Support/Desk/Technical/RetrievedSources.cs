using System.Text.Json.Serialization;

namespace Baton.Support.Desk.Technical;

/// <summary>What the retriever found that bears on the request.</summary>
/// <param name="Sources">The sources, the best first; empty where nothing was found.</param>
public sealed record RetrievedSources([property: JsonRequired] IReadOnlyList<RetrievedSource> Sources)
{
    /// <summary>Nothing.</summary>
    public static RetrievedSources None { get; } = new([]);
}

/// <summary>One source.</summary>
/// <param name="Cite">How it is cited, as the search gave it: <c>[password.md#1]</c>.</param>
/// <param name="Quote">The sentences that bear on the request, word for word.</param>
public sealed record RetrievedSource([property: JsonRequired] string Cite, [property: JsonRequired] string Quote);
