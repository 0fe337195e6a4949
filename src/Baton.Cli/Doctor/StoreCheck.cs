using Baton.Cli.Commands;
using Baton.Cli.Hosting;
using Baton.Errors;
using Baton.Postgres;
using Baton.Sqlite;
using Baton.Sqlite.Native;

namespace Baton.Cli.Doctor;

/// <summary>Whether the store can be used: library, directory, holder, damage.</summary>
internal static class StoreCheck
{
    public static async IAsyncEnumerable<Finding> RunAsync(CliSettings settings)
    {
        if (settings.IsPostgres)
        {
            yield return await PostgresAsync(settings);
            yield break;
        }

        yield return Finding.Well(
            "sqlite",
            SqliteLibrary.IsBundled
                ? $"{SqliteLibrary.Version}, bundled; install the operating system's libsqlite3 for one that gets security updates"
                : $"{SqliteLibrary.Version}, the operating system's");
        if (!Directory.Exists(settings.Data))
        {
            yield return Finding.Well("store", $"{settings.Data} does not exist yet; the first start makes it");
            yield break;
        }

        yield return StoreLock.TryRead(settings.Data) switch
        {
            null => Finding.Well("store", $"{settings.Data}, held by nobody"),
            { Url: { } url } holder => Finding.Well("store", $"{settings.Data}, held by process {holder.ProcessId}, which serves {url}"),
            var holder => Finding.Wrong("store", $"{settings.Data} is held by process {holder.ProcessId}, which serves no address (yet)"),
        };
        yield return await IntegrityAsync(settings);
    }

    private static async Task<Finding> PostgresAsync(CliSettings settings)
    {
        try
        {
            await using var store = await LocalStore.OpenAsync(settings, CancellationToken.None);
            var findings = await store.CheckIntegrityAsync(CancellationToken.None);
            var days = store is PostgresStore postgres ? await postgres.JournalDaysAsync(CancellationToken.None) : [];
            return findings.Count == 0
                ? Finding.Well("postgres", $"reached, its schema is up to date, no damage found; {PartitionsOf(days)}")
                : Finding.Wrong("postgres", $"{findings.Count} finding(s), the first: {findings[0]}");
        }
        catch (BatonException error)
        {
            return Finding.Wrong("postgres", $"{error.Code}: {error.Message}");
        }
    }

    private static string PartitionsOf(IReadOnlyList<DateOnly?> days) => days switch
    {
        [] => "no partitions",
        [null, ..] => $"{days.Count} partition(s) of the journal, the oldest from before it had days",
        [var oldest, ..] => $"{days.Count} partition(s) of the journal, the oldest of {oldest:yyyy-MM-dd}",
    };

    private static async Task<Finding> IntegrityAsync(CliSettings settings)
    {
        try
        {
            var findings = await IntegrityCommand.FindingsAsync(settings, CancellationToken.None);
            return findings.Count == 0
                ? Finding.Well("integrity", "no damage found")
                : Finding.Wrong("integrity", $"{findings.Count} finding(s), the first: {findings[0]}");
        }
        catch (BatonException error)
        {
            return Finding.Wrong("integrity", $"{error.Code}: {error.Message}");
        }
    }
}
