namespace Baton.Engine.Stores.Messages;

/// <summary>A search in a tenant's messages. Null members do not filter.</summary>
/// <param name="Tenant">The tenant.</param>
public sealed record MessageQuery(string Tenant)
{
    /// <summary>How many characters of a text are looked at.</summary>
    public const int MostCharacters = 2_000;

    /// <summary>Words that all stand in the message; word forms and signs make no difference. Null or blank looks for none.</summary>
    public string? Text { get; init; }

    /// <summary>The thread.</summary>
    public string? Thread { get; init; }

    /// <summary>The run.</summary>
    public Guid? Run { get; init; }

    /// <summary>The graph of the run.</summary>
    public string? Graph { get; init; }

    /// <summary>The agent.</summary>
    public string? Agent { get; init; }

    /// <summary>The node, such as <c>technical/retrieve</c>.</summary>
    public string? Node { get; init; }

    /// <summary>Whom the run serves.</summary>
    public string? Customer { get; init; }

    /// <summary>Between whom.</summary>
    public MessageDirection? Direction { get; init; }

    /// <summary>Who speaks.</summary>
    public MessageRole? Role { get; init; }

    /// <summary>What it is.</summary>
    public MessageKind? Kind { get; init; }

    /// <summary>At this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only messages behind this place in the order.</summary>
    public MessagePlace? After { get; init; }

    /// <summary>How many at most.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>A message's place in the order, newest first.</summary>
/// <param name="At">Its time, in Unix milliseconds.</param>
/// <param name="Number">What tells it from others of that time; the driver's own.</param>
public readonly record struct MessagePlace(long At, long Number);

/// <summary>A message that was found.</summary>
/// <param name="Place">Its place in the order.</param>
/// <param name="Run">Its run.</param>
/// <param name="Thread">The run's thread, or null.</param>
/// <param name="Graph">The run's graph.</param>
/// <param name="Message">The message; without <see cref="LoggedMessage.Customer"/>, which is not kept.</param>
public sealed record FoundMessage(MessagePlace Place, Guid Run, string? Thread, string Graph, LoggedMessage Message);
