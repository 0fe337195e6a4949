using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.LedgerServer.Programs;

namespace Baton.Chaos.Checking;

/// <summary>One run as the store has it.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Stored">Its entries as they are stored.</param>
/// <param name="Entries">Its entries with every text in place.</param>
/// <param name="Bodies">What they say, by number.</param>
internal sealed record StoredRun(RunRow Row, IReadOnlyList<JournalEntry> Stored, IReadOnlyList<JournalEntry> Entries, IReadOnlyList<(int Seq, EntryBody Body)> Bodies)
{
    public RunFinished? Finished => Bodies.Select(entry => entry.Body).OfType<RunFinished>().FirstOrDefault();

    /// <summary>The program that it executes.</summary>
    public ProgramRequest Program => Read<ProgramRequest>(All<RunStarted>().First().Input!.Value);

    /// <summary>What it came to; null where it did not succeed.</summary>
    public ProgramReply? Reply => Finished?.Output is { } output ? Read<ProgramReply>(output) : null;

    public IEnumerable<T> All<T>()
        where T : EntryBody => Bodies.Select(entry => entry.Body).OfType<T>();

    public override string ToString() => $"run {Row.Id:D} ({Program.Name}/{Program.Routine})";

    public static T Read<T>(JsonElement value) => JsonSerializer.Deserialize<T>(value, BatonJson.Options)!;
}
