namespace Baton.Benchmarks;

/// <summary>What waking costs: processor time of this process and of the database from a moment on.</summary>
internal sealed class TimersLoad
{
    private readonly string? _connection;
    private readonly PostgresProfile? _profile;
    private readonly IAsyncDisposable? _watch;
    private readonly double _database;
    private readonly TimeSpan _here = Environment.CpuUsage.TotalTime;
    private readonly long _allocated = GC.GetTotalAllocatedBytes();
    private readonly int _collections = GC.CollectionCount(0);
    private readonly long _began = TimeProvider.System.GetTimestamp();

    private TimersLoad(string? connection, double database, PostgresProfile? profile, IAsyncDisposable? watch) =>
        (_connection, _database, _profile, _watch) = (connection, database, profile, watch);

    /// <summary>Waits for the moment and begins to count.</summary>
    public static async Task<TimersLoad> BeginAsync(string? connection, string schema, DateTimeOffset from)
    {
        if (from - TimeProvider.System.GetUtcNow() is var until && until > TimeSpan.Zero) await Task.Delay(until);
        if (connection is null) return new TimersLoad(null, 0, null, null);
        var profile = new PostgresProfile(connection, schema, []);
        return new TimersLoad(connection, await PostgresProfile.CpuAsync(connection), profile, await profile.WatchAsync("waking"));
    }

    public async Task EndAsync(Report report, string phase, int count)
    {
        var seconds = TimeProvider.System.GetElapsedTime(_began).TotalSeconds;
        var here = (Environment.CpuUsage.TotalTime - _here).TotalSeconds;
        var database = _connection is null ? 0 : await PostgresProfile.CpuAsync(_connection) - _database;
        report.Add($"{phase}_server_us", $"{phase}: processor time of the server and the bench for a run", here * 1e6 / count, "µs")
            .Add($"{phase}_database_us", $"{phase}: processor time of the database for a run", database * 1e6 / count, "µs")
            .Add($"{phase}_allocated_kb", $"{phase}: memory allocated by the server and the bench for a run", (GC.GetTotalAllocatedBytes() - _allocated) / 1024.0 / count, "kB")
            .Add($"{phase}_collections", $"{phase}: garbage collections", GC.CollectionCount(0) - _collections, "")
            .Add($"{phase}_cores", $"{phase}: cores in use", (here + database) / seconds, "")
            .Add($"{phase}_runs_per_s", $"{phase}: runs woken and ended per second", count / seconds, "runs/s");
        if (_watch is not null) await _watch.DisposeAsync();
        if (_profile is not null) Console.Error.WriteLine(await _profile.DescribeAsync());
    }
}
