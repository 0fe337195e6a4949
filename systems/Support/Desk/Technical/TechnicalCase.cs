using Baton.Contracts;

namespace Baton.Support.Desk.Technical;

/// <summary>What the technical path is asked.</summary>
/// <param name="Messages">The last turns and the request they lead to.</param>
/// <param name="Variables">What prompts are filled with.</param>
internal sealed record TechnicalCase(IReadOnlyList<Message> Messages, IReadOnlyDictionary<string, string> Variables);

/// <summary>What the technical path comes to.</summary>
/// <param name="Answer">The answer to the customer.</param>
/// <param name="Sources">The citations in it.</param>
/// <param name="Confidence">How sure the analyst is, 0 to 1.</param>
/// <param name="NeedsPerson">Whether the analyst says that a person must take over.</param>
internal sealed record TechnicalOutcome(string Answer, IReadOnlyList<string> Sources, double Confidence, bool NeedsPerson);

/// <summary>The technical path's own state.</summary>
/// <param name="Case">What it was asked.</param>
internal sealed record TechnicalState(TechnicalCase Case)
{
    public RetrievedSources Retrieved { get; init; } = RetrievedSources.None;

    public TechnicalAnalysis Analysis { get; init; } = TechnicalAnalysis.None;

    public string Answer { get; init; } = "";
}
