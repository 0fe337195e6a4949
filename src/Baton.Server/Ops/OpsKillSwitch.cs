using Baton.Agents.Cost.Kill;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Ops;

/// <summary>Stopping model calls of the caller's tenant, and releasing them.</summary>
internal static class OpsKillSwitch
{
    private const int MostNames = 1_000;
    private const int MostReason = 500;

    public static async Task<Ok<OpsKillState>> Get(HttpContext context, KillSwitch kill) =>
        TypedResults.Ok(State(await kill.GetAsync(Caller.Of(context).Tenant, context.RequestAborted), kill.Configured));

    public static async Task<Ok<OpsKillState>> Put(HttpContext context, KillSwitch kill)
    {
        var fields = await RequestBody.ReadFieldsAsync(context, mayBeEmpty: false);
        var caller = Caller.Of(context);
        var rules = new KillRules
        {
            All = fields.Flag("all"),
            Graphs = Names(fields, "graphs"),
            Agents = Names(fields, "agents"),
            Models = Names(fields, "models"),
            Reason = fields.Text("reason"),
            By = caller.Name,
        };
        if (rules.Reason?.Length > MostReason) fields.Add("reason", $"At most {MostReason} characters are expected.");
        fields.RefuseOthers();
        fields.Throw();
        return TypedResults.Ok(State(await kill.SetAsync(caller.Tenant, rules, context.RequestAborted), kill.Configured));
    }

    private static IReadOnlyList<string> Names(Fields fields, string name)
    {
        var names = fields.Names(name) ?? [];
        if (names.Count > MostNames) fields.Add(name, $"At most {MostNames} names are expected.");
        return names;
    }

    private static OpsKillState State(KillRules rules, KillRules configured) => new(rules.All, rules.Graphs, rules.Agents, rules.Models)
    {
        Reason = rules.Reason,
        By = rules.IsOn() ? rules.By : null,
        Since = rules.Since,
        Configured = configured.IsOn() ? new OpsKillRequest { All = configured.All, Graphs = configured.Graphs, Agents = configured.Agents, Models = configured.Models, Reason = configured.Reason } : null,
    };
}

/// <summary>Which model calls are to be stopped, as documented; the empty object releases all.</summary>
internal sealed record OpsKillRequest
{
    /// <summary>Every one.</summary>
    public bool All { get; init; }

    /// <summary>Those of these graphs' runs.</summary>
    public IReadOnlyList<string>? Graphs { get; init; }

    /// <summary>Those of these agents.</summary>
    public IReadOnlyList<string>? Agents { get; init; }

    /// <summary>Those of these models, by their names in the catalogue.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>Which model calls are stopped.</summary>
/// <param name="All">Every one of the tenant's runs.</param>
/// <param name="Graphs">Those of these graphs.</param>
/// <param name="Agents">Those of these agents.</param>
/// <param name="Models">Those of these models.</param>
internal sealed record OpsKillState(bool All, IReadOnlyList<string> Graphs, IReadOnlyList<string> Agents, IReadOnlyList<string> Models)
{
    /// <summary>Why, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Who threw the switch, or null.</summary>
    public string? By { get; init; }

    /// <summary>Since when, or null.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What the configuration of the server that answers stops besides, for every tenant; or null.</summary>
    public OpsKillRequest? Configured { get; init; }
}
