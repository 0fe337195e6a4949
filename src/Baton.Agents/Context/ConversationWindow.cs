using Baton.Contracts;

namespace Baton.Agents.Context;

/// <summary>What a visit sends of its conversation, and what it goes by.</summary>
/// <param name="model">The model that it was made for, by its name in the catalogue.</param>
/// <param name="planner">Decides.</param>
/// <param name="rate">How the model counts.</param>
/// <param name="digest">What an earlier visit left.</param>
internal sealed class ConversationWindow(string model, WindowPlanner planner, TokenRate rate, ContextDigest digest)
{
    private readonly Dictionary<int, (int CutAbove, Message Message)> _cut = [];

    public string Model { get; private set; } = model;

    public WindowPlanner Planner { get; private set; } = planner;

    public TokenRate Rate { get; private set; } = rate;

    public ContextDigest Digest { get; set; } = digest;

    /// <summary>How many times messages have left the window in this visit.</summary>
    public int Compressions { get; set; }

    /// <summary>True once a visit's compression agent has failed: it is not asked again.</summary>
    public bool IsAgentLost { get; set; }

    /// <summary>The number of the last message that was looked at for cuts.</summary>
    public int LookedAt { get; set; }

    public int DigestTokens => Digest.IsEmpty ? 0 : TokenCount.Of(Digest.ToMessage(), Rate);

    /// <summary>Goes by another model from now on.</summary>
    public void Follow(string model, WindowPlanner planner, TokenRate rate)
    {
        (Model, Planner, Rate) = (model, planner, rate);
        _cut.Clear();
    }

    /// <summary>The conversation as it is sent.</summary>
    public List<Message> View(IReadOnlyList<Message> conversation, WindowPlan plan)
    {
        var view = new List<Message>();
        if (!Digest.IsEmpty) view.Add(Digest.ToMessage());
        var asked = WindowPlanner.Asked(conversation);
        if (asked >= 0 && asked < plan.Cover) view.Add(Cut(conversation, asked, plan.CutAbove));
        for (var index = plan.Cover; index < conversation.Count; index++) view.Add(Cut(conversation, index, plan.CutAbove));
        return view;
    }

    /// <summary>A message, cut where it is longer.</summary>
    public Message Cut(IReadOnlyList<Message> conversation, int index, int tokens)
    {
        var message = conversation[index];
        if (Rate.Tokens(message.Content) <= tokens) return message;
        if (_cut.TryGetValue(index, out var present) && present.CutAbove == tokens) return present.Message;
        var cut = message with { Content = TextCut.Fit(message.Content, tokens, Rate).Text };
        _cut[index] = (tokens, cut);
        return cut;
    }
}
