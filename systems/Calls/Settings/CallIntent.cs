namespace Baton.Calls.Settings;

/// <summary>An intent that a call's turn may have.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Topic">What the recogniser calls it; intents of several stages may share a topic.</param>
/// <param name="Stages">The stages in which it may come.</param>
/// <param name="Agents">The remote agents that are asked, all at once.</param>
internal sealed record CallIntent(string Name, string Topic, IReadOnlyList<int> Stages, IReadOnlyList<string> Agents)
{
    /// <summary>The word for a turn whose intent nobody could tell; the fallback agent answers it.</summary>
    public const string Unknown = "unknown";

    /// <summary>Where its success leads instead of the stage's own next stage: the stage itself is a repetition; null where it leads nowhere else.</summary>
    public StageTarget? Next { get; init; }
}

/// <summary>Where a call goes.</summary>
/// <param name="Stage">The stage; null is the call's end.</param>
internal readonly record struct StageTarget(int? Stage);
