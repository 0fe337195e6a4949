namespace Baton.LedgerServer.Programs;

/// <summary>A small program: routines, of which one is to be executed; child runs get the same with another number.</summary>
/// <param name="Name">The program's name, unique in a workload.</param>
/// <param name="Routine">The routine to execute.</param>
/// <param name="Routines">All routines; they call only later ones.</param>
public sealed record ProgramRequest(string Name, int Routine, IReadOnlyList<Routine> Routines);

/// <summary>Commands, one after another.</summary>
/// <param name="Commands">The commands.</param>
public sealed record Routine(IReadOnlyList<Command> Commands);

/// <summary>What a program came to.</summary>
/// <param name="Counters">The counters; on a thread those of all its turns.</param>
/// <param name="Trace">A line for each command that was executed.</param>
public sealed record ProgramReply(IReadOnlyDictionary<string, long> Counters, IReadOnlyList<string> Trace);

/// <summary>What a person says to a question.</summary>
/// <param name="Amount">What is to be added.</param>
public sealed record AmountAnswer(int Amount);

/// <summary>What a person is shown.</summary>
/// <param name="Amount">What the driver is to answer.</param>
/// <param name="Manner">How.</param>
public sealed record AmountQuestion(int Amount, Manner Manner);
