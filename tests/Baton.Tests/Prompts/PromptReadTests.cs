using Baton.Agents.Prompts;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Baton.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Prompts;

/// <summary>Values that cannot be read.</summary>
public sealed class PromptReadTests
{
    [Fact]
    public async Task Everybody_who_waits_for_the_same_reading_is_told_that_the_store_cannot_be_read()
    {
        await using var store = new SharedStore();
        var records = new BrokenRecords(store.Records);
        store.Records = records;
        using var desk = new PromptDesk(store: store);
        var values = desk.Host.Services.GetRequiredService<PromptValues>();
        var agent = desk.Host.Catalog.Get("helper");

        var waiting = Enumerable.Range(0, 3).Select(_ => EngineFixture.CodeAsync(() => values.FindAsync("default", agent).AsTask())).ToList();
        records.Breaks.SetResult();

        Assert.All(await Task.WhenAll(waiting), code => Assert.Equal(ErrorCodes.StoreUnavailable, code));
    }

    /// <summary>Records whose reading fails once a test says so.</summary>
    private sealed class BrokenRecords(IRecordStore inner) : IRecordStore
    {
        public TaskCompletionSource Breaks { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<StoredRecord?> FindAsync(string tenant, string collection, string id, CancellationToken cancellationToken)
        {
            await Breaks.Task;
            throw new IOException("broken");
        }

        public ValueTask<bool> ApplyAsync(string tenant, IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken) => inner.ApplyAsync(tenant, changes, cancellationToken);

        public ValueTask<IReadOnlyList<StoredRecord>> QueryAsync(string tenant, string collection, string prefix, int offset, int limit, CancellationToken cancellationToken) =>
            inner.QueryAsync(tenant, collection, prefix, offset, limit, cancellationToken);

        public ValueTask<int> PruneAsync(string collection, TimeSpan olderThan, int limit, CancellationToken cancellationToken) =>
            inner.PruneAsync(collection, olderThan, limit, cancellationToken);
    }
}
