using System.Net;
using Baton.Calls.Agents;
using Baton.Errors;

namespace Baton.Cli.CallAgents;

/// <summary>Where an agent is served. On its connections it is a feature, so that a request knows whom it came to.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Port">The port; 0 for a free one.</param>
internal sealed record AgentPort(ServiceAgent Agent, int Port)
{
    private const char Separator = ',';

    /// <summary>Reads which agents are to be served, and where.</summary>
    /// <param name="portBase">The first agent's port; the others follow in order. 0 takes free ones.</param>
    /// <param name="only">Names, separated by commas; null for all.</param>
    /// <param name="ports">Ports of single agents, like <c>auth=9002,billing=9004</c>; null for none.</param>
    /// <exception cref="ValidationException">There are faults; all are listed.</exception>
    public static IReadOnlyList<AgentPort> Read(int portBase, string? only, string? ports)
    {
        List<Fault> faults = [];
        if (portBase is < 0 or > IPEndPoint.MaxPort - 9) faults.Add(Wrong("--port-base", $"{portBase} leaves no room for ten ports. Give a number up to {IPEndPoint.MaxPort - 9}."));
        var named = Names(only).Select(name => Known("--only", name, faults)).OfType<ServiceAgent>().ToHashSet();
        var own = Named("--ports", ports, faults, text => IsPort(text) ? text : null, "a port, like auth=9002");
        ThrowWhere(faults);
        var chosen = ServiceAgent.All.Select((agent, index) => new AgentPort(agent, own.TryGetValue(agent, out var port) ? int.Parse(port) : portBase == 0 ? 0 : portBase + index));
        return [.. chosen.Where(port => only is null || named.Contains(port.Agent))];
    }

    /// <summary>Reads <c>name=value</c> pairs.</summary>
    public static Dictionary<ServiceAgent, T> Named<T>(string option, string? pairs, List<Fault> faults, Func<string, T?> read, string expected)
        where T : class
    {
        var found = new Dictionary<ServiceAgent, T>();
        foreach (var pair in Names(pairs))
        {
            var cut = pair.IndexOf('=', StringComparison.Ordinal);
            var agent = Known(option, cut < 0 ? pair : pair[..cut], faults);
            var value = read(cut < 0 ? "" : pair[(cut + 1)..]);
            if (value is null) faults.Add(Wrong(option, $"'{pair}' cannot be read: {expected} is expected."));
            else if (agent is not null) found[agent] = value;
        }

        return found;
    }

    /// <exception cref="ValidationException">There are faults.</exception>
    public static void ThrowWhere(List<Fault> faults)
    {
        if (faults.Count > 0) throw new ValidationException(ErrorCodes.CallAgentsInvalid, "baton calls agents", faults);
    }

    private static bool IsPort(string text) => int.TryParse(text, out var port) && port is >= 0 and <= IPEndPoint.MaxPort;

    private static string[] Names(string? list) => (list ?? "").Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static ServiceAgent? Known(string option, string name, List<Fault> faults)
    {
        var agent = ServiceAgent.Find(name);
        if (agent is null) faults.Add(Wrong(option, $"There is no agent '{name}'. There are {string.Join(", ", ServiceAgent.All.Select(each => each.Name))}."));
        return agent;
    }

    private static Fault Wrong(string option, string text) => new(ErrorCodes.CallAgentsInvalid, option, text);
}
