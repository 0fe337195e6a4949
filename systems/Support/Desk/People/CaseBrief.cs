using System.Text.Json.Serialization;

namespace Baton.Support.Desk.People;

/// <summary>What a person is given of an escalated request.</summary>
/// <param name="Summary">What it is about, what was tried, and why it was escalated, in two or three sentences.</param>
/// <param name="SuggestedReply">An answer to the customer that the person can send or change.</param>
public sealed record CaseBrief([property: JsonRequired] string Summary, [property: JsonRequired] string SuggestedReply)
{
    private const int LongestQuote = 200;

    /// <summary>The brief where no agent gives one: what is known, in fixed words, and no suggestion.</summary>
    internal static CaseBrief ByRule(SupportState state)
    {
        var last = state.LastRequest();
        var quote = last.Length > LongestQuote ? last[..LongestQuote] + " […]" : last;
        return new CaseBrief(
            $"{Words.Of(state.Category)}, {Words.Of(state.Priority)}; escalated: {state.EscalationReason.Replace('_', ' ')}; {state.Turns()} message(s) of the customer. The last: \"{quote}\"",
            "");
    }
}
