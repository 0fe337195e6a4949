using System.Globalization;
using System.Net;
using Baton.Calls.Agents;
using Baton.Errors;

namespace Baton.Cli.CallAgents;

/// <summary>A way in which an agent is made to fail, for demos and tests.</summary>
/// <param name="Kind">The way.</param>
/// <param name="Delay">How long a slow agent takes before it begins.</param>
internal sealed record AgentFault(FaultKind Kind, TimeSpan Delay = default)
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(10);

    /// <summary>Reads <c>auth=slow:16s,billing=garbage</c>.</summary>
    /// <param name="faults">The option's text; null for none.</param>
    /// <param name="host">Where the agents listen.</param>
    /// <exception cref="ValidationException">It cannot be read, or the agents can be reached from other machines.</exception>
    public static IReadOnlyDictionary<ServiceAgent, AgentFault> Read(string? faults, IPAddress host)
    {
        List<Fault> wrong = [];
        var read = AgentPort.Named("--fault", faults, wrong, One, "slow:16s, garbage, half-stream, error or down");
        if (read.Count > 0 && !IPAddress.IsLoopback(host))
        {
            wrong.Add(new Fault(ErrorCodes.CallAgentsInvalid, "--fault", $"Agents that others can reach ({host}) do not fail on purpose. Leave --host out, or --fault."));
        }

        AgentPort.ThrowWhere(wrong);
        return read;
    }

    private static AgentFault? One(string text) => text switch
    {
        "garbage" => new AgentFault(FaultKind.Garbage),
        "half-stream" => new AgentFault(FaultKind.HalfStream),
        "error" => new AgentFault(FaultKind.Error),
        "down" => new AgentFault(FaultKind.Down),
        _ when text.StartsWith("slow:", StringComparison.Ordinal) && Duration(text["slow:".Length..]) is { } delay => new AgentFault(FaultKind.Slow, delay),
        _ => null,
    };

    private static TimeSpan? Duration(string text)
    {
        var (unit, factor) = text.EndsWith("ms", StringComparison.Ordinal) ? (2, 1) : text.EndsWith('s') ? (1, 1_000) : (0, 0);
        if (factor == 0 || !double.TryParse(text[..^unit], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
        var milliseconds = number * factor;
        return milliseconds <= _longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
    }
}

/// <summary>How an agent fails.</summary>
internal enum FaultKind
{
    /// <summary>It begins late.</summary>
    Slow,

    /// <summary>It answers with something that is no A2A.</summary>
    Garbage,

    /// <summary>Its answer breaks off in the middle.</summary>
    HalfStream,

    /// <summary>It answers with a failure of its own.</summary>
    Error,

    /// <summary>Nothing listens on its port.</summary>
    Down,
}
