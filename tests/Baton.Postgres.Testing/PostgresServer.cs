using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Baton.Postgres.Testing;

/// <summary>
/// A PostgreSQL server of the tests' own: a cluster in a temporary directory on a free loopback port, flushed to disk at every commit as in
/// production. It goes with the process, even where that is killed.
/// </summary>
/// <remarks>PostgreSQL refuses to run as root: then it runs as the user <c>postgres</c>. Safe for use by one caller at a time.</remarks>
public sealed class PostgresServer : IDisposable
{
    private const string Settings =
        """
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        max_connections = 300
        shared_buffers = 256MB
        max_wal_size = 2GB
        fsync = on
        synchronous_commit = on
        full_page_writes = on
        autovacuum_naptime = 5s
        log_min_messages = warning
        """;

    // As root the files belong to the user that the server runs as.
    private static readonly bool IsRoot = Environment.UserName == "root";
    private static readonly Lazy<PostgresServer> SharedServer = new(StartShared);
    private bool isDisposed;

    private PostgresServer(string root, int port, SmallDisk? disk = null)
    {
        (Root, Port, Disk) = (root, port, disk);
        ConnectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Password={Password};Database=postgres";
    }

    /// <summary>The superuser's password.</summary>
    public const string Password = "for tests only";

    /// <summary>One server for the whole process, started at its first use.</summary>
    public static PostgresServer Shared => SharedServer.Value;

    /// <summary>The directory that holds the cluster and its log.</summary>
    public string Root { get; }

    /// <summary>The port on the loopback.</summary>
    public int Port { get; }

    /// <summary>The small file system that holds the cluster, where it was made on one.</summary>
    public SmallDisk? Disk { get; }

    /// <summary>Connects as superuser to the database <c>postgres</c>.</summary>
    public string ConnectionString { get; }

    /// <summary>The server's log, for failed tests.</summary>
    public string LogFile => Path.Combine(Root, "server.log");

    private string Data => Path.Combine(Root, "data");

    /// <summary>Makes a cluster and starts it.</summary>
    /// <param name="settings">Further lines of its configuration.</param>
    public static PostgresServer Create(string settings = "") => Begin(new(NewRoot(), FreePort()), server => server.Initialise(settings));

    /// <summary>Makes a cluster on a file system of its own that can be filled, and starts it. See <see cref="SmallDisk.CanBeMade"/>.</summary>
    /// <param name="megabytes">The size of the file system; a cluster with little in it takes about 100.</param>
    /// <param name="settings">Further lines of its configuration.</param>
    public static PostgresServer CreateOnSmallDisk(int megabytes, string settings = "")
    {
        var root = NewRoot();
        var data = Directory.CreateDirectory(Path.Combine(root, "data")).FullName;
        return Begin(new(root, FreePort(), SmallDisk.Mount(data, megabytes)), server => server.Initialise(settings));
    }

    /// <summary>Makes a standby that follows this server, and starts it.</summary>
    /// <param name="port">Its port; null for a free one.</param>
    public PostgresServer CreateStandby(int? port = null) => Begin(new(NewRoot(), port ?? FreePort()), standby => standby.Copy(this));

    /// <summary>Starts the server and waits until it answers.</summary>
    public void Start() => Control("start", "-w", "-t", "60", "-l", LogFile, "-D", Data);

    /// <summary>Stops it as a power cut does: what was committed must come back.</summary>
    public void StopImmediate() => Control("stop", "-w", "-m", "immediate", "-D", Data);

    /// <summary>Stops it in an orderly way; sessions are ended.</summary>
    public void Stop() => Control("stop", "-w", "-m", "fast", "-D", Data);

    /// <summary>SIGKILL to the postmaster: its sessions notice and end.</summary>
    public void Kill()
    {
        var postmaster = File.ReadLines(Path.Combine(Data, "postmaster.pid")).First();
        Execute("kill", ["-9", postmaster]);
    }

    /// <summary>Makes a standby the primary, and waits until it is.</summary>
    public void Promote() => Control("promote", "-w", "-t", "60", "-D", Data);

    /// <summary>Starts it where it has ended by itself, as a server does that cannot write its log.</summary>
    public void StartIfEnded()
    {
        if (Run("pg_ctl", ["status", "-D", Data]).ExitCode != 0)
        {
            Start();
        }
    }

    /// <summary>A power cut, and back again.</summary>
    public void Restart()
    {
        StopImmediate();
        Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            TryRun("pg_ctl", "stop", "-w", "-m", "immediate", "-D", Data);
        }

        Disk?.Dispose();
        if (Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }
    }

    private static PostgresServer StartShared() => Create();

    private static string NewRoot() => Directory.CreateTempSubdirectory("baton-postgres-").FullName;

    private static PostgresServer Begin(PostgresServer server, Action<PostgresServer> fill)
    {
        try
        {
            fill(server);
            server.Start();
            server.Watch();
            AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private void Initialise(string settings)
    {
        var passwordFile = Path.Combine(Root, "password");
        File.WriteAllText(passwordFile, Password);
        GiveToOwner();
        Control("initdb", "-D", Data, "-U", "postgres", "-A", "scram-sha-256", $"--pwfile={passwordFile}", "-E", "UTF8", "--locale=C", "--no-sync");
        File.AppendAllText(Path.Combine(Data, "postgresql.conf"), $"\n{Settings}\nport = {Port}\n{settings}\n");
    }

    private void Copy(PostgresServer primary)
    {
        GiveToOwner();
        var source = $"host=127.0.0.1 port={primary.Port} user=postgres password='{Password}' application_name=standby";
        Control("pg_basebackup", "-d", source, "-D", Data, "-R", "-X", "stream", "-c", "fast", "--no-sync");
        File.AppendAllText(Path.Combine(Data, "postgresql.conf"), $"\nport = {Port}\n");
    }

    private void GiveToOwner()
    {
        if (IsRoot)
        {
            Execute("chown", ["-R", "postgres", Root]);
        }
    }

    /// <summary>A process killed without a word cannot clean up: a watcher does it when this process is gone.</summary>
    private void Watch()
    {
        var pgCtl = Path.Combine(PostgresInstallation.Directory!, "pg_ctl");
        var stop = string.Join(' ', As(pgCtl).Select(Quote));
        var script =
            $"while kill -0 {Environment.ProcessId} 2>/dev/null && [ -d {Quote(Root)} ]; do sleep 1; done; " +
            $"[ -d {Quote(Data)} ] && {stop} stop -w -m immediate -D {Quote(Data)}; " +
            $"{(Disk is null ? "" : $"umount -l {Quote(Data)}; ")}rm -rf {Quote(Root)}";
        Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", script])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })?.Dispose();
    }

    private void Control(string first, params string[] arguments)
    {
        var isProgram = first is "initdb" or "pg_basebackup";
        var program = isProgram ? first : "pg_ctl";
        string[] all = isProgram ? arguments : [first, .. arguments];
        var (exitCode, output) = Run(program, all);
        if (exitCode != 0)
        {
            var log = File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";
            throw new InvalidOperationException($"{program} {first} failed ({exitCode}): {output}\n{log}");
        }
    }

    private void TryRun(string program, params string[] arguments) => Run(program, arguments);

    private (int ExitCode, string Output) Run(string program, string[] arguments)
    {
        var command = As(Path.Combine(PostgresInstallation.Directory ?? throw new InvalidOperationException(PostgresInstallation.Absent), program));
        return Execute(command[0], [.. command[1..], .. arguments]);
    }

    private static string[] As(string program) => IsRoot ? ["runuser", "-u", "postgres", "--", program] : [program];

    /// <summary>Output goes to a file: the server inherits it, and a pipe would stay open as long as it runs.</summary>
    private (int ExitCode, string Output) Execute(string program, string[] arguments)
    {
        var output = Path.Combine(Root, "output.txt");
        var line = string.Join(' ', arguments.Prepend(program).Select(Quote));
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"{line} > {Quote(output)} 2>&1 < /dev/null"]) { UseShellExecute = false, WorkingDirectory = "/" })!;
        process.WaitForExit();
        return (process.ExitCode, File.Exists(output) ? File.ReadAllText(output) : "");
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
