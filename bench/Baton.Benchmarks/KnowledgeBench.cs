using System.Diagnostics;
using Baton.Agents.Knowledge;
using Baton.Agents.Knowledge.Indexing;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Search;
using Baton.Postgres.Testing;

namespace Baton.Benchmarks;

/// <summary>
/// Knowledge over a folder of documents: how long indexing and questions take, and how many of the documents that a task names are among the
/// 20 that its instructions find. A chunk stands for its document; a document counts where its best chunk stands.
/// </summary>
internal static class KnowledgeBench
{
    private const string Tenant = "default";
    private const string Collection = "documents";
    private const int Wanted = 20;
    private const int MostChunks = 400;

    public static async Task RunAsync(BenchOptions options)
    {
        var folder = options.Text("data", "");
        if (folder.Length == 0) throw new ArgumentException("Name the folder: knowledge --data <folder>.", nameof(options));
        var data = await KnowledgeData.ReadAsync(folder);
        var report = new Report("knowledge");
        report.Add("documents", "documents", data.Documents.Count, "").Add("tasks", "tasks", data.Tasks.Count, "");
        var rounds = options.Number("rounds", 5);
        if (options.Text("sweep", "") == "yes") await SweepAsync(report, data, rounds);
        else
        {
            await AddBaselinesAsync(report, data, rounds);
            await MeasureAsync(report, data, "sqlite", options.Number("copies", 1), rounds);
            if (PostgresInstallation.IsPresent) await MeasureAsync(report, data, "postgres", options.Number("copies", 1), rounds);
            await AddVectorsAsync(report, "sqlite");
            if (PostgresInstallation.IsPresent) await AddVectorsAsync(report, "postgres");
        }

        report.Print(options.Json);
    }

    private static async Task AddBaselinesAsync(Report report, KnowledgeData data, int rounds)
    {
        var baselines = new KnowledgeBaselines(data.Documents);
        await AddQuestionsAsync(report, "scan", data.Tasks, rounds, question => Task.FromResult(baselines.Scan(question, Wanted)));
        await AddQuestionsAsync(report, "textbook", data.Tasks, rounds, question => Task.FromResult(baselines.Textbook(question, Wanted)));
    }

    private static async Task MeasureAsync(Report report, KnowledgeData data, string name, int copies, int rounds)
    {
        await using var bench = BenchStore.Create(name);
        await bench.Store.OpenAsync(CancellationToken.None);
        var index = new KnowledgeIndex(bench.Store);
        for (var copy = 1; copy < copies; copy++) await PutAsync(index, [.. data.Documents.Select(document => document with { Id = $"copy{copy}/{document.Id}" })]);
        var watch = Stopwatch.StartNew();
        var changes = await PutAsync(index, data.Documents);
        report.Add($"{name}_index_ms", $"{name}: index {changes.Chunks} chunks", watch.Elapsed.TotalMilliseconds, "ms");
        watch.Restart();
        await PutAsync(index, data.Documents);
        report.Add($"{name}_again_ms", $"{name}: again, nothing changed", watch.Elapsed.TotalMilliseconds, "ms");
        var limit = Math.Min(MostChunks * copies, 4_000);
        await AddQuestionsAsync(report, name, data.Tasks, rounds, question => AskAsync(bench.Store, question, limit));
        var words = data.Documents.Where((_, number) => number % 14 == 0).Select(document => new KnowledgeTask(document.Title, [document.Id])).ToList();
        await AddQuestionsAsync(report, $"{name}_titles", words, rounds, question => AskAsync(bench.Store, question, limit));
        if (bench.BytesOnDisk() is > 0 and var bytes) report.Add($"{name}_bytes", $"{name}: bytes on disk", bytes, "");
    }

    private static async Task<List<string>> AskAsync(IStore store, string question, int limit)
    {
        var hits = await store.Search.FindAsync(new SearchQuery(Tenant, [Collection], question, limit), CancellationToken.None);
        return [.. hits.Select(hit => hit.Document[(hit.Document.LastIndexOf('/') + 1)..]).Distinct(StringComparer.Ordinal).Take(Wanted)];
    }

    private static async Task<KnowledgeChanges> PutAsync(KnowledgeIndex index, IReadOnlyList<KnowledgeDocument> documents)
    {
        var changes = new KnowledgeChanges(0, 0, 0, 0);
        foreach (var batch in documents.Chunk(KnowledgeLimits.Batch)) changes = changes.Plus(await index.PutAsync(Tenant, Collection, batch, CancellationToken.None));
        return changes;
    }

    /// <summary>Recall over all named documents (micro) and as the tasks' mean (macro); times after one round to warm up.</summary>
    private static async Task AddQuestionsAsync(Report report, string name, IReadOnlyList<KnowledgeTask> tasks, int rounds, Func<string, Task<List<string>>> ask)
    {
        var (found, named, shares, times) = (0, 0, 0.0, new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var task in tasks)
            {
                var watch = Stopwatch.StartNew();
                var documents = await ask(task.Instructions);
                if (round > 0) times.Add(watch.Elapsed.TotalMilliseconds);
                if (round > 0) continue;
                var hits = task.Needs.Count(documents.Contains);
                (found, named, shares) = (found + hits, named + task.Needs.Count, shares + ((double)hits / task.Needs.Count));
            }
        }

        times.Sort();
        report.Add($"{name}_recall_20", $"{name}: recall@20, of all named documents", (double)found / named, "")
            .Add($"{name}_recall_20_mean", $"{name}: recall@20, mean of the questions", shares / tasks.Count, "")
            .Add($"{name}_p50_ms", $"{name}: question p50", times[times.Count / 2], "ms")
            .Add($"{name}_p99_ms", $"{name}: question p99", times[(int)(times.Count * 0.99)], "ms");
    }

    /// <summary>What chunks of other sizes would find.</summary>
    private static async Task SweepAsync(Report report, KnowledgeData data, int rounds)
    {
        foreach (var (size, overlap) in ((int, int)[])[(400, 0), (600, 0), (800, 0), (800, 100), (800, 200), (1_000, 0), (1_200, 0), (1_200, 200), (1_600, 0), (2_400, 0), (16_000, 0)])
        {
            await using var bench = BenchStore.Create("sqlite");
            await bench.Store.OpenAsync(CancellationToken.None);
            var cut = data.Documents.Select(document => new SearchDocument(
                document.Id, document.Title, [.. TextChunker.Cut(document.Text, size, overlap).Select(text => new SearchChunk(text))])).ToList();
            await bench.Store.Search.PutAsync(Tenant, Collection, cut, CancellationToken.None);
            await AddQuestionsAsync(report, $"{size}_{overlap} ({cut.Sum(document => document.Chunks.Count)})", data.Tasks, rounds, question => AskAsync(bench.Store, question, MostChunks));
        }
    }

    /// <summary>How long it takes to look at every vector.</summary>
    private static async Task AddVectorsAsync(Report report, string name)
    {
        const int Chunks = 10_000;
        const int Dimensions = 768;
        var chance = new Random(1);
        await using var bench = BenchStore.Create(name);
        await bench.Store.OpenAsync(CancellationToken.None);
        for (var start = 0; start < Chunks; start += 100)
        {
            var document = new SearchDocument($"d{start}", "", [.. Enumerable.Range(0, 100).Select(_ => new SearchChunk("x") { Vector = Vector() })]);
            await bench.Store.Search.PutAsync(Tenant, Collection, [document], CancellationToken.None);
        }

        var times = new List<double>();
        for (var round = 0; round < 12; round++)
        {
            var watch = Stopwatch.StartNew();
            await bench.Store.Search.NearestAsync(new NearestQuery(Tenant, [Collection], Vector(), Wanted), CancellationToken.None);
            if (round > 1) times.Add(watch.Elapsed.TotalMilliseconds);
        }

        report.Add($"{name}_nearest_ms", $"{name}: nearest of {Chunks} vectors ({Dimensions}), p50", times.Order().ElementAt(times.Count / 2), "ms");

        float[] Vector() => [.. Enumerable.Range(0, Dimensions).Select(_ => chance.NextSingle() - 0.5f)];
    }
}
