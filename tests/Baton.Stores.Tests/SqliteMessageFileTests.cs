using System.Text;
using Baton.Engine.Journal;
using Baton.Engine.Messages;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Messages;
using Baton.Sqlite;

namespace Baton.Stores.Tests;

public sealed class SqliteMessageFileTests
{
    private const string Secret = "4111111111111111";
    private const string Customer = "ines.marked@example.com";

    /// <summary>The run's own journal says nothing here: what is in the file comes from the index.</summary>
    [Fact]
    public async Task Nothing_of_what_is_redacted_and_no_customer_is_in_any_byte_of_the_index()
    {
        using var directory = new TemporaryDirectory();
        var stop = TestContext.Current.CancellationToken;
        await using (var store = new SqliteStore(new SqliteOptions { Directory = directory.Path }))
        {
            await store.OpenAsync(stop);
            var server = await store.Servers.RegisterAsync("one", TimeSpan.FromMinutes(1), stop);
            var entries = new[] { new JournalEntry(1, EntryKind.RunStarted, DateTimeOffset.UnixEpoch, "{}"u8.ToArray()) };
            await store.Runs.AcceptAsync(new RunAcceptance("default", Guid.NewGuid(), "desk", 1, "default", entries) { Assistant = "desk", Owner = server }, stop);
            await store.Messages.NoteAsync("default", null, 10, stop);
            var noted = Assert.Single(await store.Messages.NotedAsync(10, stop));
            await store.Messages.HoldAsync(server, TimeSpan.FromMinutes(1), stop);

            Assert.Equal(1, await store.Messages.WriteAsync(server, [new RunMessages(noted, 1, [.. Said(noted.Run)])], stop));
            Assert.Single(await store.Messages.FindAsync(new("default") { Text = "keepsake", Customer = Customer }, stop));
        }

        var files = Directory.GetFiles(directory.Path);
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file, stop);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Customer)));
        }

        Assert.Contains(files, file => File.ReadAllBytes(file).AsSpan().IndexOf("keepsake"u8) >= 0);
    }

    private static IEnumerable<IndexedMessage> Said(RunRow run)
    {
        var body = new RunStarted(1, "desk", 1, "f") { Input = System.Text.Json.JsonElement.Parse($$"""{"text":"keepsake {{Secret}}","card":{{Secret}}}"""), Configuration = System.Text.Json.JsonElement.Parse($$"""{"user_id":"{{Customer}}"}""") };
        var entry = new JournalEntry(1, EntryKind.RunStarted, DateTimeOffset.UnixEpoch, JournalCodec.Encode(body));
        return new MessageProjector(run, new Redactor()).Read(entry).Select(message => MessageTerms.Index(run, message));
    }

    private sealed class Redactor : IMessageRedactor
    {
        public string Redact(string text) => text.Replace(Secret, "[card]", StringComparison.Ordinal);
    }
}
