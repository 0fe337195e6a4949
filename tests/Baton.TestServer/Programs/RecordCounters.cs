using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.LedgerServer.Programs;

/// <summary>Counters in the store's records, changed by compare-and-set in the commit of an effect's result: exactly once.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class RecordCounters(IStore store)
{
    public const string Collection = "chaos_counters";
    private const int MostTries = 200;

    /// <summary>Adds the command's amount to its counter.</summary>
    /// <returns>The amount.</returns>
    public async ValueTask<int> AddAsync(NodeContext context, Command command)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await context.EffectAsync($"record-{attempt}", call => ChangeAsync(context, command, call), new EffectOptions { Arguments = command.Amount });
            }
            catch (BatonException exception) when (exception.Code == ErrorCodes.RecordConflict && attempt < MostTries)
            {
                // Another run was faster; its version is read now.
            }
        }
    }

    private async ValueTask<int> ChangeAsync(NodeContext context, Command command, EffectCall call)
    {
        var present = await store.Records.FindAsync(context.Run.Tenant, Collection, command.Counter, call.Cancellation);
        var value = (present?.Value.GetInt64() ?? 0) + command.Amount;
        call.Commit(new RecordChange(Collection, command.Counter, present?.Version ?? 0, JsonSerializer.SerializeToElement(value)));
        return command.Amount;
    }
}
