using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Calls.Agents.Demo;

/// <summary>
/// What agents have done for accounts: a record for each thing that can be done once, committed together with the result of the tool that did it.
/// The accounts are invented, the records are real.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class DemoLedger(IStore store)
{
    /// <summary>The collection.</summary>
    public const string Collection = "calls_demo";

    /// <summary>Does a thing once for an account.</summary>
    /// <param name="run">The run whose tool it is.</param>
    /// <param name="call">The tool's call.</param>
    /// <param name="account">The account.</param>
    /// <param name="subject">What is done once, such as <c>refund/PAY-100200</c>.</param>
    /// <param name="deed">What is done.</param>
    /// <returns>The deed: an earlier one, where it was done before.</returns>
    public async ValueTask<Deed> OnceAsync(RunInfo run, EffectCall call, string account, string subject, Deed deed)
    {
        var id = Id(account, subject);
        if (await FindAsync(run, id, call.Cancellation) is { } done) return done with { WasDoneBefore = true };
        call.Commit(new RecordChange(Collection, id, 0, JsonSerializer.SerializeToElement(deed, BatonJson.Options)));
        return deed;
    }

    /// <summary>Replaces what is kept of an account under a name.</summary>
    public async ValueTask KeepAsync(RunInfo run, EffectCall call, string account, string subject, Deed deed)
    {
        var id = Id(account, subject);
        var found = await store.Records.FindAsync(run.Tenant, Collection, id, call.Cancellation);
        call.Commit(new RecordChange(Collection, id, found?.Version ?? 0, JsonSerializer.SerializeToElement(deed, BatonJson.Options)));
    }

    /// <summary>What was done, or null.</summary>
    public ValueTask<Deed?> FindAsync(RunInfo run, string account, string subject, CancellationToken cancellation) =>
        FindAsync(run, Id(account, subject), cancellation);

    // An account's id may have a slash in it.
    private static string Id(string account, string subject) => $"{Uri.EscapeDataString(account)}/{subject}";

    private async ValueTask<Deed?> FindAsync(RunInfo run, string id, CancellationToken cancellation) =>
        await store.Records.FindAsync(run.Tenant, Collection, id, cancellation) is { } found ? found.Value.Deserialize<Deed>(BatonJson.Options) : null;
}

/// <summary>Something that was done for an account.</summary>
/// <param name="Reference">Its number, which the caller can refer to.</param>
/// <param name="What">What was done, as the caller named it or as it stands in the account's data.</param>
/// <param name="Amount">The money that it moved, 0 for none.</param>
internal sealed record Deed(string Reference, string What, decimal Amount)
{
    /// <summary>True where an earlier call did it.</summary>
    public bool WasDoneBefore { get; init; }
}
