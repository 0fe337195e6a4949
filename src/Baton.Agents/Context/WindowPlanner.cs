using Baton.Contracts;
using Baton.Errors;

namespace Baton.Agents.Context;

/// <summary>
/// Decides what a call sends: the digest, and the latest messages that fit. A model's tool calls and their results stay together, on one
/// side; and what the person asked last is always sent.
/// </summary>
/// <param name="agent">The agent, for the fault.</param>
/// <param name="window">The most tokens that a call may send.</param>
/// <param name="keep">How many of the latest messages stay if they fit.</param>
internal sealed class WindowPlanner(string agent, int window, int keep)
{
    /// <summary>Shares of the window: the digest's, and that of a single message.</summary>
    private const double DigestShare = 0.3;
    private const double MessageShare = 0.4;

    /// <summary>How much of its room the conversation fills after a compression: the rest is for what comes.</summary>
    private const double Filled = 0.55;

    private const int LeastCut = 48;

    /// <summary>The digest's tokens at most.</summary>
    public int DigestTokens => (int)(window * DigestShare);

    /// <exception cref="BatonException">What is always sent does not fit.</exception>
    /// <param name="fixedTokens">Prompt, tools, form of the answer.</param>
    /// <param name="messages">The tokens of each message.</param>
    /// <param name="conversation">The messages.</param>
    /// <param name="digest">What earlier messages were condensed to.</param>
    /// <param name="digestTokens">Its tokens.</param>
    /// <param name="always">True where messages leave the window even if they fit.</param>
    public WindowPlan Plan(
        int fixedTokens, IReadOnlyList<int> messages, IReadOnlyList<Message> conversation, ContextDigest digest, int digestTokens, bool always)
    {
        var cutAbove = Math.Max(LeastCut, (int)((window - fixedTokens) * MessageShare));
        var sent = fixedTokens + digestTokens + Sum(digest.Covered, cutAbove);
        var whole = fixedTokens + digestTokens + messages.Skip(digest.Covered).Sum();
        if (sent <= window && !always) return new WindowPlan(digest.Covered, cutAbove, whole);

        var room = window - fixedTokens - DigestTokens;
        var cover = always && sent <= window
            ? Boundary(conversation, digest.Covered, conversation.Count - keep)
            : Boundary(conversation, digest.Covered, First((int)(room * Filled), room));
        while (Sum(cover, cutAbove) > room)
        {
            cutAbove = (int)(cutAbove * 0.7);
            if (cutAbove < LeastCut) throw TooSmall(fixedTokens);
        }

        return new WindowPlan(cover, cutAbove, whole);

        int Sum(int from, int most)
        {
            var sum = messages.Skip(from).Sum(tokens => Math.Min(tokens, most));
            var asked = Asked(conversation);
            return asked >= 0 && asked < from ? sum + Math.Min(messages[asked], most) : sum;
        }

        // The first message that stays: as many as fill the room, and those to keep where these fit as well.
        int First(int wanted, int most)
        {
            var (index, sum) = (messages.Count, 0);
            while (index > digest.Covered)
            {
                sum += Math.Min(messages[index - 1], cutAbove);
                if (sum > (messages.Count - index < keep ? most : wanted)) break;
                index--;
            }

            return index;
        }
    }

    /// <summary>The number of the message that the person sent last; -1 without one.</summary>
    public static int Asked(IReadOnlyList<Message> conversation)
    {
        var index = conversation.Count - 1;
        while (index >= 0 && conversation[index].Type != "human") index--;
        return index;
    }

    /// <summary>The nearest place from <paramref name="wanted"/> on where the conversation can be parted; before it where there is none after.</summary>
    private static int Boundary(IReadOnlyList<Message> conversation, int covered, int wanted)
    {
        wanted = Math.Clamp(wanted, covered, conversation.Count - 1);
        for (var index = wanted; index < conversation.Count; index++)
        {
            if (conversation[index].Type != "tool") return index;
        }

        for (var index = wanted; index > covered; index--)
        {
            if (conversation[index].Type != "tool") return index;
        }

        return covered;
    }

    private BatonException TooSmall(int fixedTokens) => new(
        ErrorCodes.ContextTooSmall,
        $"A call of agent '{agent}' does not fit its window of {window} tokens: prompt and tools alone take about {fixedTokens}, and the last messages cannot be cut " +
        "any further. Nothing was called. Raise 'context: window', give the model a larger 'context_window', or shorten the prompt.");
}
