using System.Globalization;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Server.Hosting;

/// <summary>
/// Finds sections of the configuration that are one value where settings with names, or a list, belong: whoever reads them by their children would
/// find none, and go on as if nothing had been said. And values of the HTTP side that cannot be read. Telemetry
/// is not among them: it never stops a start.
/// </summary>
internal static class SettingShapes
{
    /// <summary>Sections, <c>*</c> for every name, with one setting as an example.</summary>
    private static readonly (string Path, string Example)[] Sections =
    [
        ("Baton", "Baton:Urls"),
        ("Baton:ApiKeys", "Baton:ApiKeys:0:Name"),
        ("Baton:ApiKeys:*", "Baton:ApiKeys:0:Name"),
        ("Baton:ApiKeys:*:Roles", "Baton:ApiKeys:0:Roles:0"),
        ("Baton:AllowedHosts", "Baton:AllowedHosts:0"),
        ("Baton:Engine", "Baton:Engine:PoolConcurrency"),
        ("Baton:Engine:Pools", "Baton:Engine:Pools:default"),
        ("Baton:Engine:PoolCaps", "Baton:Engine:PoolCaps:default"),
        ("Baton:Engine:Budget", "Baton:Engine:Budget:CostUsd"),
        ("Baton:Models", "Baton:Models:default:provider"),
        ("Baton:Models:*", "Baton:Models:default:provider"),
        ("Baton:Models:*:Prices", "Baton:Models:default:prices:input_per_million"),
        ("Baton:Tools", "Baton:Tools:Mcp:crm:url"),
        ("Baton:Tools:Mcp", "Baton:Tools:Mcp:crm:url"),
        ("Baton:Tools:Mcp:*", "Baton:Tools:Mcp:crm:url"),
        ("Baton:Tools:OpenApi", "Baton:Tools:OpenApi:crm:document"),
        ("Baton:Tools:OpenApi:*", "Baton:Tools:OpenApi:crm:document"),
        ("Baton:Guardrails", "Baton:Guardrails:0"),
        ("Baton:Agents", "Baton:Agents:Policies:timeout"),
        ("Baton:Agents:Policies", "Baton:Agents:Policies:timeout"),
        ("Baton:Agents:Circuit", "Baton:Agents:Circuit:min_calls"),
        ("Baton:Budgets", "Baton:Budgets:UserDay:*:CostUsd"),
        ("Baton:Budgets:GraphDay", "Baton:Budgets:GraphDay:*:CostUsd"),
        ("Baton:Budgets:GraphDay:*", "Baton:Budgets:GraphDay:*:CostUsd"),
        ("Baton:Budgets:UserDay", "Baton:Budgets:UserDay:*:CostUsd"),
        ("Baton:Budgets:UserDay:*", "Baton:Budgets:UserDay:*:CostUsd"),
        ("Baton:Budgets:ModelMinute", "Baton:Budgets:ModelMinute:*:Requests"),
        ("Baton:Budgets:ModelMinute:*", "Baton:Budgets:ModelMinute:*:Requests"),
        ("Baton:Costs", "Baton:Costs:KeepRuns"),
        ("Baton:RemoteAgents", "Baton:RemoteAgents:auth:Url"),
        ("Baton:RemoteAgents:*", "Baton:RemoteAgents:auth:Url"),
        ("Baton:RemoteAgents:*:Versions", "Baton:RemoteAgents:auth:Versions:v2:Url"),
        ("Baton:RemoteAgents:*:Versions:*", "Baton:RemoteAgents:auth:Versions:v2:Url"),
        ("Baton:RemoteAgents:*:Headers", "Baton:RemoteAgents:auth:Headers:X-Key"),
        ("Baton:Postgres", "Baton:Postgres:Writers"),
        ("Baton:Support", "Baton:Support:Intents"),
        ("Baton:Calls", "Baton:Calls:Expiry"),
        ("Baton:Calls:Stages", "Baton:Calls:Stages:1:Label"),
        ("Baton:Calls:Stages:*", "Baton:Calls:Stages:1:Label"),
        ("Baton:Calls:Stages:*:Branches", "Baton:Calls:Stages:3:Branches:again"),
        ("Baton:Calls:Intents", "Baton:Calls:Intents:refund_request:Agents:0"),
        ("Baton:Calls:Intents:*", "Baton:Calls:Intents:refund_request:Agents:0"),
        ("Baton:Calls:Intents:*:Stages", "Baton:Calls:Intents:refund_request:Stages:0"),
        ("Baton:Calls:Intents:*:Agents", "Baton:Calls:Intents:refund_request:Agents:0"),
    ];

    /// <exception cref="ValidationException">There are faults; all are listed. Values are not repeated: they may be secrets.</exception>
    public static void Check(IConfiguration configuration)
    {
        List<Fault> faults =
        [
            .. Sections.SelectMany(known => Find(configuration, known.Path.Split(':'))
                .Where(section => !string.IsNullOrEmpty(section.Value))
                .Select(section => new Fault(
                    ErrorCodes.SettingShapeInvalid, section.Path,
                    $"It is one value, where settings with names (or a list) belong, such as {known.Example}: in JSON an object or a list, in the environment {Variable(known.Example)}."))),
            .. Unreadable(configuration, "Baton:MaxBodyBytes", "a whole number above 0, such as 4194304", text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0),
            .. Unreadable(configuration, "Baton:Heartbeat", "a time above 0, such as 00:00:05", IsTime),
            .. Unreadable(configuration, "Baton:KeepAlive", "a time above 0, such as 00:00:01", IsTime),
        ];
        if (faults.Count > 0) throw new ValidationException(ErrorCodes.SettingShapeInvalid, "The configuration cannot be used", faults);
    }

    private static IEnumerable<IConfigurationSection> Find(IConfiguration from, ReadOnlySpan<string> path)
    {
        List<IConfigurationSection> found = path[0] == "*" ? [.. from.GetChildren()] : [from.GetSection(path[0])];
        if (path.Length == 1) return found;
        var rest = path[1..].ToArray();
        return found.SelectMany(section => Find(section, rest));
    }

    private static IEnumerable<Fault> Unreadable(IConfiguration configuration, string path, string expected, Func<string, bool> canRead)
    {
        if (configuration[path] is not { } text || canRead(text)) return [];
        return [new Fault(ErrorCodes.SettingShapeInvalid, path, $"'{text}' cannot be read. Write {expected}, or remove it.")];
    }

    private static bool IsTime(string text) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero;

    private static string Variable(string path) => path.ToUpperInvariant().Replace(":", "__", StringComparison.Ordinal);
}
