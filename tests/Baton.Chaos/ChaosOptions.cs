using System.Globalization;

namespace Baton.Chaos;

/// <summary>What a run of the harness does.</summary>
public sealed record ChaosOptions
{
    /// <summary>How the harness is called.</summary>
    public const string Usage = """
        usage: Baton.Chaos [--store sqlite|postgres] [--servers N] [--seeds N] [--seed S] [--programs N] [--faults a,b] [--seconds N] [--pause N]
          --faults    of kill, stop, term, clock, and on PostgreSQL pg-restart, pg-terminate, pg-proxy, partition, and pg-failover or disk-full
          --seeds     how many seeds, one after another; --seed is the first of them
          --programs  how many programs a seed submits
          --seconds   for how long programs are submitted and faults are done
          --pause     the longest pause between two faults, in seconds
        """;

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public string Store { get; init; } = "sqlite";

    /// <summary>How many servers.</summary>
    public int Servers { get; init; } = 1;

    /// <summary>How many seeds.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>The first seed.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many programs a seed submits.</summary>
    public int Programs { get; init; } = 60;

    /// <summary>Which faults.</summary>
    public IReadOnlyList<string> Faults { get; init; } = ["kill", "stop", "term"];

    /// <summary>For how long programs are submitted and faults are done.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest pause between two faults.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long no run moves before that counts as stuck: longer than a lease, a take-over and the longest timer together.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>True to answer no question, so that runs are stuck: a test of the harness itself.</summary>
    public bool LeavesQuestions { get; init; }

    /// <summary>Reads a command line.</summary>
    /// <exception cref="ArgumentException">An argument is unknown or makes no sense.</exception>
    public static ChaosOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ChaosOptions();
        for (var index = 0; index < arguments.Count; index += 2)
        {
            if (index + 1 == arguments.Count) throw new ArgumentException($"'{arguments[index]}' has no value.", nameof(arguments));
            options = options.With(arguments[index], arguments[index + 1]);
        }

        if (options is { Store: "sqlite", Servers: > 1 }) throw new ArgumentException("A SQLite store has one server.", nameof(arguments));
        return options;
    }

    /// <summary>The command that does one seed again.</summary>
    public string Command(int seed) => string.Create(
        CultureInfo.InvariantCulture,
        $"--store {Store} --servers {Servers} --seed {seed} --programs {Programs} --faults {string.Join(',', Faults)} --seconds {Time.TotalSeconds} --pause {LongestPause.TotalSeconds}");

    private ChaosOptions With(string name, string value) => name switch
    {
        "--store" => this with { Store = value },
        "--servers" => this with { Servers = Number(value) },
        "--seeds" => this with { Seeds = Number(value) },
        "--seed" => this with { Seed = Number(value) },
        "--programs" => this with { Programs = Number(value) },
        "--faults" => this with { Faults = value.Split(',', StringSplitOptions.RemoveEmptyEntries) },
        "--seconds" => this with { Time = Seconds(value) },
        "--pause" => this with { LongestPause = Seconds(value) },
        _ => throw new ArgumentException($"There is no argument '{name}'.", nameof(name)),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));
}
