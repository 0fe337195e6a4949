using System.Text;
using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.Server.Tests.Fixtures;

/// <summary>Rows that tests put into the store by hand.</summary>
internal static class SampleRuns
{
    public static async Task AcceptAsync(IStore store, Guid run, string? thread = null)
    {
        await store.OpenAsync(TestContext.Current.CancellationToken);
        var body = Encoding.UTF8.GetBytes("""{"format":1,"graph":"echo","version":1,"fingerprint":"0"}""");
        var entry = new JournalEntry(1, EntryKind.RunStarted, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), body);
        var outcome = await store.Runs.AcceptAsync(
            new RunAcceptance("default", run, "echo", 1, "default", [entry]) { Assistant = "echo", Thread = thread, CreateThread = true },
            TestContext.Current.CancellationToken);
        Assert.Equal(AcceptStatus.Accepted, outcome.Status);
    }
}
