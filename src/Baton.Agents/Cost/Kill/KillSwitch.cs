using System.Collections.Concurrent;
using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.Configuration;

namespace Baton.Agents.Cost.Kill;

/// <summary>
/// Stops model calls on every server of a store: what a tenant's record says holds for its runs, what the configuration
/// (<c>Baton:KillSwitch</c>) says holds for all. Calls that are stopped wait, durably, and go on once it is released.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class KillSwitch
{
    /// <summary>The configuration section: <c>All</c>, <c>Graphs</c>, <c>Agents</c>, <c>Models</c>. Read again and again.</summary>
    public const string Section = "Baton:KillSwitch";

    /// <summary>How often each server looks.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    private const string Collection = "kill_switch";

    // The records of all tenants are read together: they are the installation's.
    private const string Owner = "default";
    private const int MostTenants = 10_000;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly IStore? _store;
    private readonly IConfiguration? _configuration;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<KillPass, bool> _underWay = new();
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Switches? _switches;

    internal KillSwitch(IStore? store, IConfiguration? configuration, TimeProvider time) => (_store, _configuration, _time) = (store, configuration, time);

    /// <summary>What the configuration stops, for every tenant.</summary>
    public KillRules Configured => KillConfiguration.Read(_configuration?.GetSection(Section));

    /// <summary>What a tenant has stopped, as the store has it now.</summary>
    public async ValueTask<KillRules> GetAsync(string tenant, CancellationToken cancellationToken) =>
        _store is not null && await _store.Records.FindAsync(Owner, Collection, tenant, cancellationToken) is { } record ? KillRules.Read(record.Value) : KillRules.Off;

    /// <summary>Stops and releases calls of a tenant's runs. This server obeys at once, the others within half a second.</summary>
    /// <returns>What is stopped from now on.</returns>
    public async ValueTask<KillRules> SetAsync(string tenant, KillRules rules, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var store = _store ?? throw new InvalidOperationException("There is no store to keep the switch in.");
        rules = rules with { Since = rules.IsOn() ? _time.GetUtcNow() : null };
        var value = rules.IsOn() ? JsonSerializer.SerializeToElement(rules, BatonJson.Options) : (JsonElement?)null;
        await store.Records.ApplyAsync(Owner, [new RecordChange(Collection, tenant, null, value)], cancellationToken);
        await RefreshAsync(cancellationToken);
        return rules;
    }

    /// <summary>Lets a call in, and watches over it.</summary>
    /// <exception cref="CallHeldException">It is stopped.</exception>
    internal async ValueTask<KillPass> EnterAsync(CallPlace place, CancellationToken cancellation)
    {
        if (_switches is null)
        {
            await StoreReply.OrLaterAsync(async () =>
            {
                await RefreshAsync(cancellation);
                return true;
            });
        }

        var pass = new KillPass(place, passed => _underWay.TryRemove(passed, out _), cancellation);

        // Noted first: a switch that is thrown in this moment finds it, or it finds the switch.
        _underWay[pass] = true;
        if (!_switches!.Stops(pass.Place)) return pass;
        pass.Dispose();
        throw Held(null);
    }

    /// <summary>What becomes of a call that is stopped: until it is told of the release it looks again, less and less often.</summary>
    internal static CallHeldException Held(Exception? cause) => new(
        ErrorCodes.KillSwitchOn, "Model calls are stopped by the kill switch. The run goes on once it is released (/ops/kill-switch, or Baton:KillSwitch).",
        FirstWait, cause)
    {
        IsLasting = true,
        LongestWait = LongestWait,
    };

    /// <summary>True where the call is stopped, as far as is known here.</summary>
    internal bool Stops(CallPlace place) => _switches is not { } switches || switches.Stops(place);

    /// <summary>Changes with what is stopped.</summary>
    internal string Stamp => _switches?.Stamp ?? "";

    /// <summary>Looks at store and configuration, and cuts off what is stopped.</summary>
    internal async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var records = _store is null ? [] : await _store.Records.QueryAsync(Owner, Collection, "", 0, MostTenants, cancellationToken);
            var configured = Configured;
            _switches = new Switches(configured, records.ToDictionary(record => record.Id, record => KillRules.Read(record.Value), StringComparer.Ordinal))
            {
                Stamp = string.Join('\n', records.Select(record => $"{record.Id} {record.Version} {record.UpdatedAt.UtcTicks}").Append(JsonSerializer.Serialize(configured, BatonJson.Options))),
            };
        }
        finally
        {
            _reading.Release();
        }

        foreach (var pass in _underWay.Keys.Where(pass => _switches.Stops(pass.Place))) pass.Cut();
    }

    private sealed record Switches(KillRules Configured, IReadOnlyDictionary<string, KillRules> ByTenant)
    {
        public required string Stamp { get; init; }

        public bool Stops(CallPlace place) => Configured.Stops(place) || (ByTenant.TryGetValue(place.Tenant, out var rules) && rules.Stops(place));
    }
}
