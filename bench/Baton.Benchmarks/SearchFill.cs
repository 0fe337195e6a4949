using System.Diagnostics;
using Baton.Agents.Guardrails.Pii;
using Baton.Agents.Messages;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Messages;

namespace Baton.Benchmarks;

/// <summary>Fills a store's message log: runs of ten messages each, a second apart, every tenth run another tenant's.</summary>
internal sealed class SearchFill(IStore store, SearchTexts texts)
{
    public const string Other = "small";
    private const int MessagesInRun = 10;
    private const int RunsAtOnce = 500;
    private const int MessagesAtOnce = 100;
    private static readonly string[] Agents = ["triage", "billing", "technical", "general", "escalation"];
    private readonly PiiRedactor _redactor = new(PiiKinds.All);
    private readonly Stopwatch _indexing = new();

    /// <summary>When the first message was said.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>When a run was begun.</summary>
    public static DateTimeOffset At(int run) => Start.AddSeconds(run * 30L);

    /// <summary>The agent of a run.</summary>
    public static string Agent(int run) => Agents[run % Agents.Length];

    /// <summary>The runs, in the order of their messages.</summary>
    public List<Guid> Runs { get; } = [];

    /// <summary>How long redacting, making terms and writing took.</summary>
    public TimeSpan Indexing => _indexing.Elapsed;

    public async Task FillAsync(int messages)
    {
        var server = await store.Servers.RegisterAsync("bench", TimeSpan.FromDays(1), CancellationToken.None);
        await store.Messages.HoldAsync(server, TimeSpan.FromDays(1), CancellationToken.None);
        while (Runs.Count * MessagesInRun < messages)
        {
            var (first, count) = (Runs.Count, Math.Min(RunsAtOnce, (messages / MessagesInRun) - Runs.Count));
            await AcceptAsync(first, count);
            await store.Messages.NoteAsync("default", null, count, CancellationToken.None);
            await store.Messages.NoteAsync(Other, null, count, CancellationToken.None);
            var noted = (await store.Messages.NotedAsync(count * 2, CancellationToken.None)).ToDictionary(run => run.Run.Id);
            await IndexAsync(server, [.. Enumerable.Range(first, count).Select(number => (number, noted[Runs[number]]))]);
        }
    }

    private async Task AcceptAsync(int first, int count)
    {
        Runs.AddRange(Enumerable.Range(first, count).Select(number => Guid.CreateVersion7(At(number))));
        await Task.WhenAll(Enumerable.Range(first, count).Select(number => store.Runs.AcceptAsync(
            new RunAcceptance(number % 10 == 0 ? Other : "default", Runs[number], "desk", 1, "default", [new JournalEntry(1, EntryKind.RunStarted, At(number), "{}"u8.ToArray())])
            {
                Assistant = "desk",
                Thread = $"t{number}",
                CreateThread = true,
            },
            CancellationToken.None).AsTask()));
    }

    private async Task IndexAsync(long server, List<(int Number, FollowedRun Run)> runs)
    {
        _indexing.Start();
        foreach (var part in runs.Chunk(MessagesAtOnce / MessagesInRun))
        {
            await store.Messages.WriteAsync(server, [.. part.Select(run => new RunMessages(run.Run, int.MaxValue, [.. Messages(run.Number, run.Run.Run)]))], CancellationToken.None);
        }

        _indexing.Stop();
    }

    private IEnumerable<IndexedMessage> Messages(int run, RunRow row)
    {
        for (var number = 0; number < MessagesInRun; number++)
        {
            var isReply = number % 2 == 1;
            var text = _redactor.Redact(texts.Next((run * MessagesInRun) + number, isReply));
            yield return MessageTerms.Index(row, new LoggedMessage(
                number + 1, 0, At(run).AddSeconds(number), isReply ? MessageDirection.FromModel : MessageDirection.In, isReply ? MessageRole.Ai : MessageRole.Human,
                isReply ? MessageKind.Reply : MessageKind.Input, text)
            {
                Agent = isReply ? Agent(run) : null,
                Node = Agent(run),
                Customer = $"C-{run % 5_000}",
            });
        }
    }
}
