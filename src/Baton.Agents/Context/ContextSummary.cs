using System.ComponentModel;

namespace Baton.Agents.Context;

/// <summary>What an agent answers with that condenses conversations: <c>output: ContextSummary</c> in its file.</summary>
/// <param name="Summary">What was said and done, with what was said before it; at most a few hundred words count.</param>
/// <param name="Facts">What must not be lost, one sentence each. At most 40 of at most 200 characters count.</param>
public sealed record ContextSummary(
    [property: Description("What was said, wanted, promised and done so far, in a few sentences. Takes the place of the earlier summary.")] string Summary,
    [property: Description("What must not be forgotten, one short sentence each: who the person is, what they own, want and have been promised. Takes the place of the earlier list.")] IReadOnlyList<string> Facts);
