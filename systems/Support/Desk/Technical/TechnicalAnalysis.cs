using System.Text.Json.Serialization;

namespace Baton.Support.Desk.Technical;

/// <summary>What the analyst makes of a technical request.</summary>
/// <param name="Problem">What does not work, in a sentence.</param>
/// <param name="Steps">What the customer should do, in order.</param>
/// <param name="Confidence">How sure the analyst is that this helps, 0 to 1.</param>
public sealed record TechnicalAnalysis(
    [property: JsonRequired] string Problem, [property: JsonRequired] IReadOnlyList<string> Steps, [property: JsonRequired] double Confidence)
{
    /// <summary>The citations of the sources that the steps rest on.</summary>
    public IReadOnlyList<string> Cites { get; init; } = [];

    /// <summary>What the customer should be asked; empty for nothing.</summary>
    public string Ask { get; init; } = "";

    /// <summary>Why this needs a person, in a sentence; empty where it does not.</summary>
    public string Escalate { get; init; } = "";

    /// <summary>No analysis: the answer rests on the conversation alone.</summary>
    public static TechnicalAnalysis None { get; } = new("", [], 1);
}
