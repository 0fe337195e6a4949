using System.Globalization;
using System.Text;
using System.Text.Json;
using Baton.Engine.Stores;

namespace Baton.Stores.Tests.Model;

/// <summary>All that a store shows of a tenant, one line a row.</summary>
internal static class Dump
{
    public static async Task<string> OfAsync(IStore store, string tenant, World world)
    {
        var text = new StringBuilder();
        world.Owned.Clear();
        foreach (var run in await store.Runs.QueryAsync(
            new(tenant) { IncludeHidden = true, IncludeEdits = true, Limit = int.MaxValue, OldestFirst = true }, CancellationToken.None))
        {
            Add(text, run);
            world.Tails[run.Id] = run.Seq;
            if (run.Owner is not null)
            {
                world.Owned[run.Id] = run.Epoch;
            }

            await AddRunAsync(text, store, run.Id, world);
        }

        foreach (var thread in await store.Threads.QueryAsync(new(tenant) { Limit = int.MaxValue, SortBy = "thread_id" }, CancellationToken.None))
        {
            Add(text, thread);
            world.Heads[thread.Id] = thread.Head;
        }

        foreach (var ticket in await store.Runs.TicketsAsync(new(tenant) { IncludeClosed = true, Limit = int.MaxValue }, CancellationToken.None))
        {
            Add(text, ticket);
        }

        foreach (var record in await store.Records.QueryAsync(tenant, "notes", "", 0, int.MaxValue, CancellationToken.None))
        {
            Add(text, record);
        }

        return text.ToString();
    }

    private static async Task AddRunAsync(StringBuilder text, IStore store, Guid run, World world)
    {
        foreach (var entry in await store.Runs.ReadAsync(run, 0, int.MaxValue, CancellationToken.None))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {entry.Seq} {entry.Kind} {entry.At:O} {Convert.ToHexString(entry.Body.Span)}");
        }

        // Numbers of inbox rows only ascend: what was undone may leave gaps between them.
        world.Seen[run] = 0;
        foreach (var item in await store.Runs.ReceiveAsync(run, 0, CancellationToken.None))
        {
            Add(text, item with { Id = ++world.Seen[run] });
        }
    }

    private static void Add<T>(StringBuilder text, T row) => text.AppendLine(JsonSerializer.Serialize(row, StoreJson.Options));
}
