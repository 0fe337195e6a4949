using Baton.Graphs;

namespace Baton.Calls.Flow;

/// <summary>What agents said, as a step keeps it.</summary>
internal static class AgentAnswers
{
    /// <summary>The most characters of an answer's text.</summary>
    public const int LongestText = 8_000;

    /// <summary>The most characters of an answer's data, as JSON.</summary>
    public const int LongestData = 16_000;

    /// <summary>Puts what the agents said into the turn.</summary>
    public static CallState Join(CallState state, BranchResults results) => state with { Turn = state.Turn with { Answers = [.. results.Values<RemoteOutcome>().Select(Of)] } };

    private static AgentAnswer Of(RemoteOutcome outcome) => outcome.Reply is { } reply ? Of(reply) : Of(outcome.Failure!);

    private static AgentAnswer Of(RemoteReply reply) => new(reply.Agent, reply.Version, reply.Address, CallStep.Success)
    {
        Text = Cut(reply.Text),
        Data = reply.Data is { } data && data.GetRawText().Length <= LongestData ? data : null,
        OpenTask = reply.IsInputRequired ? reply.Task : null,
        DurationMs = (int)Math.Min(int.MaxValue, reply.Duration.TotalMilliseconds),
    };

    private static AgentAnswer Of(RemoteFailure failure) => new(failure.Agent, failure.Version, failure.Address, CallStep.Error) { Text = Cut(failure.Message), Code = failure.Code };

    private static string Cut(string text)
    {
        if (text.Length <= LongestText) return text;
        return text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];
    }
}
