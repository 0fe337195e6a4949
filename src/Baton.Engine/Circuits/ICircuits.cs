namespace Baton.Engine.Circuits;

/// <summary>The circuits of models, tools and remote agents, as this server has them: every run on it shares them.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface ICircuits
{
    /// <summary>Those through which something was called since the server started, models first, by name.</summary>
    IReadOnlyList<CircuitStatus> List();
}

/// <summary>A circuit at one moment.</summary>
/// <param name="Kind">What lies behind it.</param>
/// <param name="Name">The model's name in the catalogue, the tool's, or the remote agent's with its version (<c>auth/2</c>).</param>
/// <param name="State">Whether it lets calls through.</param>
/// <param name="OpenUntil">When it lets the next call try; null where it is closed.</param>
public sealed record CircuitStatus(CircuitKind Kind, string Name, CircuitState State, DateTimeOffset? OpenUntil);

/// <summary>What lies behind a circuit.</summary>
public enum CircuitKind
{
    /// <summary>A model of the catalogue.</summary>
    Model,

    /// <summary>A tool.</summary>
    Tool,

    /// <summary>A version of a remote agent.</summary>
    RemoteAgent,
}

/// <summary>What follows from what lies behind a circuit.</summary>
public static class CircuitKindExtensions
{
    /// <summary>The kind in a word: <c>model</c>, <c>tool</c> or <c>remote_agent</c>.</summary>
    public static string Word(this CircuitKind kind) => kind switch { CircuitKind.Model => "model", CircuitKind.Tool => "tool", _ => "remote_agent" };
}

/// <summary>Whether a circuit lets calls through.</summary>
public enum CircuitState
{
    /// <summary>It does.</summary>
    Closed,

    /// <summary>One call is trying whether things are well again.</summary>
    HalfOpen,

    /// <summary>It does not.</summary>
    Open,
}
