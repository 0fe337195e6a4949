using System.Diagnostics;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Messages;
using Baton.Postgres.Testing;
using Baton.Sqlite;
using Npgsql;

namespace Baton.Benchmarks;

/// <summary>The message log: how fast it is written, how large it is, and how long searches take, by how common their words are and with what conditions.</summary>
internal static class SearchBench
{
    private const int Limit = 50;

    public static async Task RunAsync(BenchOptions options)
    {
        var (name, count, rounds) = (options.Text("store", "sqlite"), options.Number("count", 1_000_000), options.Number("rounds", 100));
        var texts = new SearchTexts(options.Text("texts", "../shared/data/support-messages/bitext.csv"));
        await using var store = BenchStore.Create(name);
        await store.Store.OpenAsync(CancellationToken.None);
        var fill = new SearchFill(store.Store, texts);
        await fill.FillAsync(count);
        var report = new Report($"search, {name}, {count:#,0} messages of {texts.Count:#,0} texts")
            .Add("indexed_per_second", "indexed (redacted, terms, written)", count / fill.Indexing.TotalSeconds, "messages/s");
        foreach (var (key, label, bytes) in await SizesAsync(store.Store)) report.Add(key, label, bytes / 1e6, "MB");
        if (name == "postgres") await AnalyzeAsync();
        var all = new List<double>();
        foreach (var (label, make) in Kinds(fill, count))
        {
            var (times, found) = await MeasureAsync(store.Store, make, rounds);
            all.AddRange(times);
            report.Add($"{label.Replace(' ', '_')}_found", $"{label}, found in the mean", found, "messages").Add($"{label.Replace(' ', '_')}_p50", $"{label}, p50", At(times, 0.5), "ms").Add($"{label.Replace(' ', '_')}_p99", $"{label}, p99", At(times, 0.99), "ms");
        }

        report.Add("p50", "all of them, p50", At(all, 0.5), "ms").Add("p99", "all of them, p99", At(all, 0.99), "ms").Add("max", "the longest", all.Max(), "ms");
        report.Print(options.Json);
    }

    private static List<(string Label, Func<Random, MessageQuery> Make)> Kinds(SearchFill fill, int count)
    {
        string[] common = ["order", "help", "account", "cancel", "please", "contact"];
        string[] medium = ["newsletter", "invoice", "subscription", "password", "complaint", "shipping"];
        var last = SearchFill.At(fill.Runs.Count);
        MessageQuery Asked(string? text) => new("default") { Text = text, Limit = Limit };
        string One(Random random, string[] words) => words[random.Next(words.Length)];
        int Run(Random random) => (random.Next(fill.Runs.Count / 10) * 10) + 1;
        DateTimeOffset Moment(Random random) => SearchFill.Start + ((last - SearchFill.Start) * random.NextDouble());
        return
        [
            ("one number", random => Asked(SearchTexts.Number(random.Next(count)))),
            ("rare word", random => Asked(SearchTexts.RareWord(random.Next(100)))),
            ("medium word", random => Asked(One(random, medium))),
            ("common word", random => Asked(One(random, common))),
            ("three common words", random => Asked($"{One(random, common)} {One(random, common)} {One(random, common)}")),
            ("common words seldom together", random => Asked($"{One(random, medium)} {One(random, medium)}")),
            ("rare and common word", random => Asked($"{SearchTexts.RareWord(random.Next(100))} {One(random, common)}")),
            ("words nobody said", random => Asked("zebra umbrella")),
            ("common word of an agent", random => Asked(One(random, common)) with { Agent = SearchFill.Agent(random.Next(5)), Direction = MessageDirection.FromModel }),
            ("medium word of an agent", random => Asked(One(random, medium)) with { Agent = SearchFill.Agent(random.Next(5)) }),
            ("common word in a thread", random => Asked(One(random, common)) with { Thread = $"t{Run(random)}" }),
            ("all of a run", random => Asked(null) with { Run = fill.Runs[Run(random)] }),
            ("common word of a customer", random => Asked(One(random, common)) with { Customer = $"C-{random.Next(5_000)}" }),
            ("common word before a time", random => Asked(One(random, common)) with { Until = Moment(random) }),
            ("medium word in an hour", random => Moment(random) is var from ? Asked(One(random, medium)) with { Since = from, Until = from.AddHours(1) } : null!),
            ("common word of a small tenant", random => Asked(One(random, common)) with { Tenant = SearchFill.Other }),
            ("the newest", random => Asked(null)),
            ("the newest from people", random => Asked(null) with { Direction = MessageDirection.In }),
        ];
    }

    private static async Task<(List<double> Times, double Found)> MeasureAsync(IStore store, Func<Random, MessageQuery> make, int rounds)
    {
        var random = new Random(5);
        for (var round = 0; round < 5; round++) await store.Messages.FindAsync(make(random), CancellationToken.None);
        var (times, found) = (new List<double>(), 0);
        for (var round = 0; round < rounds; round++)
        {
            var query = make(random);
            var begun = Stopwatch.GetTimestamp();
            found += (await store.Messages.FindAsync(query, CancellationToken.None)).Count;
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return (times, (double)found / rounds);
    }

    private static double At(List<double> times, double share) => times.Order().ElementAt(Math.Min(times.Count - 1, (int)(times.Count * share)));

    private static async Task<List<(string Key, string Label, double Bytes)>> SizesAsync(IStore store)
    {
        if (store is SqliteStore sqlite)
        {
            async Task<double> Size(string where) =>
                double.Parse(await sqlite.AskAsync($"SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE {where}"), System.Globalization.CultureInfo.InvariantCulture);
            return
            [
                ("rows_mb", "rows", await Size("name = 'message'")), ("terms_mb", "index of terms", await Size("name LIKE 'message_term%'")),
                ("entries_mb", "index of entries", await Size("name = 'message_entry'")),
            ];
        }

        if (store.Name != "postgres") return [];
        await using var connection = await ConnectAsync();
        async Task<double> Ask(string expression) => Convert.ToDouble(await new NpgsqlCommand($"SELECT {expression}", connection).ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
        return
        [
            ("rows_mb", "rows", await Ask("pg_table_size('bench_1.message')")), ("terms_mb", "index of terms", await Ask("pg_relation_size('bench_1.message_term')")),
            ("entries_mb", "other indexes", await Ask("pg_indexes_size('bench_1.message') - pg_relation_size('bench_1.message_term')")),
        ];
    }

    /// <summary>As autovacuum does in time.</summary>
    private static async Task AnalyzeAsync()
    {
        await using var connection = await ConnectAsync();
        foreach (var table in (string[])["message", "run"]) await new NpgsqlCommand($"VACUUM ANALYZE bench_1.{table}", connection) { CommandTimeout = 0 }.ExecuteNonQueryAsync();
    }

    private static async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(PostgresServer.Shared.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
