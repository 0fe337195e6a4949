using Baton.LedgerServer.Programs;

namespace Baton.Chaos.Workload;

/// <summary>Makes small programs: at most 20 commands in at most four routines, which call only later ones.</summary>
internal sealed class ProgramGenerator(Random random)
{
    private const int MostCommands = 20;
    private const int LongTimeout = 300_000;

    private static readonly CommandKind[] Anywhere =
    [
        CommandKind.Add, CommandKind.Tally, CommandKind.Tally, CommandKind.Once, CommandKind.Record, CommandKind.Stubborn, CommandKind.Pause,
        CommandKind.Ask, CommandKind.Wait,
    ];

    private static readonly CommandKind[] WithChildren = [CommandKind.Call, CommandKind.Fan, CommandKind.Fork];

    public ProgramRequest Next(string name)
    {
        var routines = random.Next(1, 5);
        var left = MostCommands;
        var program = new List<Routine>();
        for (var index = 0; index < routines; index++)
        {
            // The main routine is the longest; each later one runs once for each call.
            var length = Math.Min(left - (routines - index - 1), index == 0 ? random.Next(3, 11) : random.Next(1, 4));
            left -= length;
            program.Add(new Routine([.. Enumerable.Range(0, length).Select(position => Command(index, routines, position == length - 1))]));
        }

        return new ProgramRequest(name, 0, program);
    }

    private Command Command(int routine, int routines, bool isLast)
    {
        var hasLater = routine < routines - 1;
        var isMain = routine == 0;
        if (isMain && isLast && random.Next(15) == 0) return new Command(CommandKind.Fail, "s0", 0);
        var kind = hasLater && random.Next(3) == 0 ? WithChildren[random.Next(WithChildren.Length)] : Anywhere[random.Next(Anywhere.Length)];
        var command = new Command(kind, Counter(kind), random.Next(1, 100));
        return kind switch
        {
            CommandKind.Tally or CommandKind.Stubborn => command with { Failures = random.Next(3) == 0 ? random.Next(1, 4) : 0 },
            CommandKind.Call => command with { Routine = random.Next(routine + 1, routines) },
            CommandKind.Fan => command with { Routine = random.Next(routine + 1, routines), Count = isMain ? random.Next(1, 5) : 1 },
            CommandKind.Fork => command with { Routine = random.Next(routine + 1, routines), Milliseconds = random.Next(5, 300) },
            CommandKind.Pause => command with { Milliseconds = random.Next(5, 500) },
            CommandKind.Ask => command with { Manner = (Manner)random.Next((int)Manner.Never) },
            CommandKind.Wait => Wait(command, isMain),
            _ => command,
        };
    }

    /// <summary>The driver knows the ids of the runs that it started, not those of their children: it sends events to the former alone.</summary>
    private Command Wait(Command command, bool isMain) => (isMain ? random.Next(3) : 0) switch
    {
        0 => command with { Manner = Manner.Never, Milliseconds = random.Next(20, 400) },
        1 => command with { Manner = Manner.Raced, Milliseconds = random.Next(200, 700) },
        _ => command with { Manner = Manner.Plain, Milliseconds = LongTimeout },
    };

    /// <summary>What the tally and the records count is kept apart from what only states hold.</summary>
    private string Counter(CommandKind kind) => kind switch
    {
        CommandKind.Tally or CommandKind.Once or CommandKind.Stubborn or CommandKind.Fork => $"t{random.Next(4)}",
        CommandKind.Record => $"r{random.Next(4)}",
        _ => $"s{random.Next(4)}",
    };
}
