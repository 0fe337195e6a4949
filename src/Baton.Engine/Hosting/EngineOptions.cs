using Baton.Policies;

namespace Baton.Engine.Hosting;

/// <summary>How the engine runs; configuration section <c>Baton:Engine</c>. Checked at start and frozen then.</summary>
public sealed class EngineOptions
{
    /// <summary>The most runs of a pool that this server executes at once, where the pool is not named in <see cref="Pools"/>. Default 256.</summary>
    public int PoolConcurrency { get; set; } = 256;

    /// <summary>The most runs that may be pending in a pool; one more is refused (429). Default 10,000.</summary>
    public int QueueLimit { get; set; } = 10_000;

    /// <summary>Concurrency by pool name.</summary>
    public Dictionary<string, int> Pools { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The most runs of a pool that all servers of the store execute at once, by pool name. Servers share a cap: there may be fewer, never
    /// more. All servers should name the same. Default: no caps.
    /// </summary>
    public Dictionary<string, int> PoolCaps { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The pools whose runs this server executes, separated by commas; null or empty for all. Runs of other pools are accepted and left to
    /// servers that execute them.
    /// </summary>
    public string? ServedPools { get; set; }

    /// <summary>How long a server counts as alive without a heartbeat. Default 10 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the lease is renewed. Default 3 s.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Retries that are due within this time are waited for in memory; later ones put the run to sleep. Default 2 s.</summary>
    public TimeSpan InMemoryWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often two nodes may hand a run back and forth without a wait before it is ended. Default 25.</summary>
    public int PingPongLimit { get; set; } = 25;

    /// <summary>What a run may spend where its graph does not say. Default: no limit.</summary>
    public RunBudget Budget { get; set; } = new();

    /// <summary>Ended runs are removed after this time, and threads with all their runs once nothing has happened on them for so long; null keeps them. Default: kept.</summary>
    public TimeSpan? Retention { get; set; }

    /// <summary>
    /// Where <see cref="Retention"/> removes a run that is on no thread, its result (status, output, error, metadata) is kept for this time after
    /// that; null keeps nothing of it. More than zero. Default: nothing is kept.
    /// </summary>
    public TimeSpan? ResultRetention { get; set; }

    /// <summary>
    /// Ended runs of threads that live on are removed after this time, and at the latest after five quarters of it where the server runs; the
    /// thread's state stays. At least a minute; null keeps them as long as their thread. Default: kept.
    /// </summary>
    public TimeSpan? ThreadRetention { get; set; }

    /// <summary>
    /// Cases whose thread is gone are removed once nothing has changed on them for this time, and feedback once it is that old; what they add to
    /// analytics stays. Null keeps them. Default: kept.
    /// </summary>
    public TimeSpan? CaseRetention { get; set; }

    /// <summary>
    /// How long a thread's creation and an answer are recognised by their idempotency key; null for ever. Default 7 days. A run is
    /// recognised as long as it is kept.
    /// </summary>
    public TimeSpan? IdempotencyRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long running effects may go on when the server stops; at most a day. Default 10 s. Where needed <c>AddBaton</c> raises the host's
    /// shutdown timeout; whatever ends the process (systemd, Kubernetes) must wait as long.
    /// </summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The secret with which completion webhooks are signed (HMAC-SHA256); without one they are not signed.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>True lets webhooks go to loopback and private addresses. Default false.</summary>
    public bool AllowPrivateWebhooks { get; set; }

    /// <summary>True where somebody follows journals: every run that comes to rest is noted in the store.</summary>
    internal bool IsFollowed { get; set; }

    /// <summary>True lets a graph change under one version number. Default false; meant for development.</summary>
    public bool Development { get; set; }
}
