using Baton.Graphs;

namespace Baton.LedgerServer.Programs;

/// <summary>Where a program stands.</summary>
/// <param name="Program">The program.</param>
/// <param name="Cursor">The command that comes next.</param>
/// <param name="Counters">The counters so far.</param>
/// <param name="Trace">A line for each command so far.</param>
public sealed record ProgramState(ProgramRequest Program, int Cursor, IReadOnlyDictionary<string, long> Counters, Log<string> Trace)
{
    /// <summary>A program on an empty thread.</summary>
    public static ProgramState Begin(ProgramRequest program) =>
        new ProgramState(program, 0, new Dictionary<string, long>(StringComparer.Ordinal), Log<string>.Empty).Turn(program);

    /// <summary>The command that comes next; null after the last.</summary>
    public Command? Command
    {
        get
        {
            var commands = Program.Routines[Program.Routine].Commands;
            return Cursor < commands.Count ? commands[Cursor] : null;
        }
    }

    /// <summary>The next program of a thread.</summary>
    public ProgramState Turn(ProgramRequest program) =>
        this with { Program = program, Cursor = 0, Trace = Trace.Add($"{program.Name}/{program.Routine}") };

    /// <summary>The present command is done and has added <paramref name="amount"/>.</summary>
    public ProgramState Done(long amount)
    {
        var command = Command!;
        return Done([new KeyValuePair<string, long>(command.Counter, amount)], $"{Cursor} {command.Kind} {amount}");
    }

    /// <summary>The present command is done and has added <paramref name="changes"/>.</summary>
    public ProgramState Done(IEnumerable<KeyValuePair<string, long>> changes, string line)
    {
        var counters = new SortedDictionary<string, long>(Counters.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (counter, amount) in changes) counters[counter] = counters.GetValueOrDefault(counter) + amount;
        return this with { Cursor = Cursor + 1, Counters = counters, Trace = Trace.Add(line) };
    }

    /// <summary>The program as a child run gets it.</summary>
    public ProgramRequest Child() => Program with { Routine = Command!.Routine };
}
