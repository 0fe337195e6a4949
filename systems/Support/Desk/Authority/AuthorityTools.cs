using System.ComponentModel;
using System.Text.Json;
using Baton.Agents.Tools;
using Baton.Contracts;
using Baton.Engine.Hosting;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Support.Desk.Authority;

/// <summary>The tools of the escalation agent, and of people in its place: what the other agents may not do.</summary>
internal static class AuthorityTools
{
    public const string Compensate = "compensate";
    public const string GrantException = "grant_exception";
    public const string PullIn = "pull_in";
    public const string PrioritySupport = "give_priority_support";

    private static readonly ToolOptions _options = new() { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>Adds them.</summary>
    public static BatonBuilder AddAuthorityTools(this BatonBuilder baton) => baton
        .AddTool(Compensate, CompensateAsync, _options)
        .AddTool(GrantException, GrantExceptionAsync, _options)
        .AddTool(PullIn, PullInAsync, _options)
        .AddTool(PrioritySupport, PrioritySupportAsync, _options);

    /// <summary>What a tool with these arguments comes to, for a person who uses it.</summary>
    /// <exception cref="PermanentException">There is no such tool, or the arguments are none of its.</exception>
    public static Measure Wish(string? tool, JsonElement? arguments, string id, string by)
    {
        Arguments given;
        try
        {
            given = arguments?.Deserialize<Arguments>(BatonJson.Options) ?? new Arguments();
        }
        catch (JsonException unreadable)
        {
            throw new PermanentException($"The arguments do not fit at {unreadable.Path}.");
        }

        return tool switch
        {
            Compensate => new Measure(id, MeasureKind.Compensation, given.Reason ?? "", by, default) { Amount = given.Amount },
            GrantException => Exception(id, given.Policy, given.Reason, by),
            PullIn => new Measure(id, Team(given.Team), given.Reason ?? "", by, default),
            PrioritySupport => new Measure(id, MeasureKind.PrioritySupport, given.Reason ?? "", by, default),
            _ => throw new PermanentException($"There is no tool '{tool}'. There are {string.Join(", ", PersonTool.All.Select(each => each.Name))}."),
        };
    }

    [Description("Gives the customer money for what went wrong. Small sums at once; more is proposed to a person, and must not be promised.")]
    private static Task<string> CompensateAsync(
        [Description("The amount, in the desk's currency.")] decimal amount, [Description("What it is for, in a sentence.")] string reason,
        RunInfo run, EffectCall call, MeasureLedger ledger) =>
        BeginAsync(run, call, ledger, new Measure(call.Key, MeasureKind.Compensation, reason, AgentNames.Escalation, default) { Amount = amount });

    [Description("Makes an exception from a policy for this customer. A person may have to approve it.")]
    private static Task<string> GrantExceptionAsync(
        [Description("The policy.")] string policy, [Description("Why, in a sentence.")] string reason, RunInfo run, EffectCall call, MeasureLedger ledger) =>
        BeginAsync(run, call, ledger, Exception(call.Key, policy, reason, AgentNames.Escalation));

    [Description("Pulls in another team: 'engineering' for faults on our side, 'management' for decisions above this desk.")]
    private static Task<string> PullInAsync(
        [Description("'engineering' or 'management'.")] string team, [Description("Why, in a sentence.")] string reason, RunInfo run, EffectCall call, MeasureLedger ledger) =>
        BeginAsync(run, call, ledger, new Measure(call.Key, Team(team), reason, AgentNames.Escalation, default));

    [Description("Has this customer's requests come first from now on.")]
    private static Task<string> PrioritySupportAsync([Description("Why, in a sentence.")] string reason, RunInfo run, EffectCall call, MeasureLedger ledger) =>
        BeginAsync(run, call, ledger, new Measure(call.Key, MeasureKind.PrioritySupport, reason, AgentNames.Escalation, default));

    private static async Task<string> BeginAsync(RunInfo run, EffectCall call, MeasureLedger ledger, Measure wish)
    {
        var measure = await ledger.BeginAsync(run.Tenant, MeasureLedger.CaseOf(run), wish, isPerson: false, call.Cancellation);
        return measure.Status switch
        {
            MeasureStatus.Proposed => "Proposed: a person must approve it. Do not promise it.",
            MeasureStatus.Declined => "A person declined this.",
            _ => "Done.",
        };
    }

    private static Measure Exception(string id, string? policy, string? reason, string by) =>
        new(id, MeasureKind.PolicyException, $"{policy}: {reason}", by, default);

    private static MeasureKind Team(string? team) => team switch
    {
        "engineering" => MeasureKind.Engineering,
        "management" => MeasureKind.Management,
        _ => throw new PermanentException("The team is 'engineering' or 'management'."),
    };

    /// <summary>The arguments of all of them.</summary>
    private sealed record Arguments(decimal? Amount = null, string? Policy = null, string? Team = null, string? Reason = null);
}
