using System.Globalization;
using System.Text;
using Npgsql;

namespace Baton.Benchmarks;

/// <summary>
/// What the database and the servers do while a phase is under way: processor time of both, commits and log, what backends wait for, and
/// how many row updates touched no index.
/// </summary>
internal sealed class PostgresProfile(string connection, string schema, IReadOnlyList<Child> servers)
{
    private readonly SortedDictionary<string, Phase> _phases = new(StringComparer.Ordinal);

    /// <summary>Watches until it is disposed.</summary>
    public async Task<IAsyncDisposable> WatchAsync(string phase)
    {
        if (!_phases.TryGetValue(phase, out var all)) _phases[phase] = all = new Phase();
        return new Watch(this, all, await ReadAsync());
    }

    /// <summary>Everything that was seen, as a table in Markdown.</summary>
    public async Task<string> DescribeAsync()
    {
        var text = new StringBuilder("| phase | cores: servers | cores: PostgreSQL | commits/s | log MB/s | backends: running, waiting for |\n|---|---|---|---|---|---|\n");
        foreach (var (name, phase) in _phases)
        {
            var waits = phase.Waits.OrderByDescending(wait => wait.Value).Take(6).Select(wait => $"{wait.Key} {100.0 * wait.Value / phase.Waits.Values.Sum():0} %");
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {phase.Servers / phase.Seconds:0.00} | {phase.Database / phase.Seconds:0.00} | {phase.Commits / phase.Seconds:#,0} | {phase.Log / phase.Seconds / 1e6:0.0} | {string.Join(", ", waits)} |\n");
        }

        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT relname, n_tup_ins, n_tup_upd, n_tup_hot_upd, n_tup_del FROM pg_stat_user_tables WHERE schemaname = $1 AND n_tup_upd + n_tup_ins > 100 ORDER BY 2 DESC", open);
        command.Parameters.Add(new NpgsqlParameter { Value = schema });
        await using var rows = await command.ExecuteReaderAsync();
        text.Append("\n| table | inserted | updated | of these HOT | deleted |\n|---|---|---|---|---|\n");
        while (await rows.ReadAsync())
        {
            var share = rows.GetInt64(2) == 0 ? "–" : $"{100.0 * rows.GetInt64(3) / rows.GetInt64(2):0.0} %";
            text.Append(CultureInfo.InvariantCulture, $"| {rows.GetString(0)} | {rows.GetInt64(1):#,0} | {rows.GetInt64(2):#,0} | {share} | {rows.GetInt64(4):#,0} |\n");
        }

        return text.ToString();
    }

    private async Task<Reading> ReadAsync()
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT xact_commit, pg_current_wal_lsn() - '0/0', ARRAY(SELECT pid FROM pg_stat_activity) FROM pg_stat_database WHERE datname = current_database()", open);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return new Reading(TimeProvider.System.GetTimestamp(), servers.Sum(server => server.Cpu.TotalSeconds), DatabaseCpu(row.GetFieldValue<int[]>(2)), row.GetInt64(0), (double)row.GetDecimal(1));
    }

    /// <summary>Processor seconds of the database's processes so far; those that have ended do not count.</summary>
    public static async Task<double> CpuAsync(string connection)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT ARRAY(SELECT pid FROM pg_stat_activity)", open);
        return DatabaseCpu((int[])(await command.ExecuteScalarAsync())!);
    }

    /// <summary>Processor seconds of the database's processes, where they are on this machine.</summary>
    private static double DatabaseCpu(int[] processes)
    {
        var ticks = 0.0;
        foreach (var file in processes.Select(process => $"/proc/{process}/stat").Where(File.Exists))
        {
            var stat = File.ReadAllText(file);
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            ticks += double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture);
        }

        return ticks / 100;
    }

    private sealed class Phase
    {
        public double Seconds;
        public double Servers;
        public double Database;
        public double Commits;
        public double Log;

        public Dictionary<string, int> Waits { get; } = [];
    }

    private sealed record Reading(long At, double Servers, double Database, long Commits, double Log);

    private sealed class Watch : IAsyncDisposable
    {
        private readonly PostgresProfile _profile;
        private readonly Phase _phase;
        private readonly Reading _before;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _sampling;

        public Watch(PostgresProfile profile, Phase phase, Reading before)
        {
            (_profile, _phase, _before) = (profile, phase, before);
            _sampling = Task.Run(SampleAsync);
        }

        public async ValueTask DisposeAsync()
        {
            var after = await _profile.ReadAsync();
            await _stop.CancelAsync();
            await _sampling;
            _stop.Dispose();
            _phase.Seconds += TimeProvider.System.GetElapsedTime(_before.At, after.At).TotalSeconds;
            _phase.Servers += after.Servers - _before.Servers;
            _phase.Database += after.Database - _before.Database;
            _phase.Commits += after.Commits - _before.Commits;
            _phase.Log += after.Log - _before.Log;
        }

        private async Task SampleAsync()
        {
            await using var open = new NpgsqlConnection(_profile.Connection);
            await open.OpenAsync();
            await using var command = new NpgsqlCommand(
                "SELECT coalesce(wait_event_type || ':' || wait_event, 'running') FROM pg_stat_activity WHERE application_name = 'baton' AND state <> 'idle'", open);
            while (!_stop.IsCancellationRequested)
            {
                await using (var rows = await command.ExecuteReaderAsync())
                {
                    while (await rows.ReadAsync()) _phase.Waits[rows.GetString(0)] = _phase.Waits.GetValueOrDefault(rows.GetString(0)) + 1;
                }

                await Task.Delay(15, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private string Connection => connection;
}
