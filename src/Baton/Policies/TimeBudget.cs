namespace Baton.Policies;

/// <summary>A named class of running time. All of them stand here, so that a budget is chosen, not invented.</summary>
/// <param name="Name">The name that configuration and descriptions use.</param>
/// <param name="Duration">The longest that a run may be running; time spent waiting or sleeping does not count.</param>
public sealed record TimeBudget(string Name, TimeSpan Duration)
{
    /// <summary>20 s: work that nobody waits for.</summary>
    public static TimeBudget Background { get; } = new("background", TimeSpan.FromSeconds(20));

    /// <summary>30 s: look-ups.</summary>
    public static TimeBudget Retrieval { get; } = new("retrieval", TimeSpan.FromSeconds(30));

    /// <summary>60 s: what a graph gets that names no class.</summary>
    public static TimeBudget Default { get; } = new("default", TimeSpan.FromSeconds(60));

    /// <summary>90 s: a conversation turn with several agents.</summary>
    public static TimeBudget Standard { get; } = new("standard", TimeSpan.FromSeconds(90));

    /// <summary>120 s: many model calls.</summary>
    public static TimeBudget Heavy { get; } = new("heavy", TimeSpan.FromSeconds(120));

    /// <summary>180 s: searches over outside sources.</summary>
    public static TimeBudget Discovery { get; } = new("discovery", TimeSpan.FromSeconds(180));

    /// <summary>180 s: models that reason at length.</summary>
    public static TimeBudget Thinking { get; } = new("thinking", TimeSpan.FromSeconds(180));

    /// <summary>Every class, shortest first.</summary>
    public static IReadOnlyList<TimeBudget> All { get; } = [Background, Retrieval, Default, Standard, Heavy, Discovery, Thinking];
}
