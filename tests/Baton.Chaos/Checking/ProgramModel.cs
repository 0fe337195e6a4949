using Baton.LedgerServer.Programs;

namespace Baton.Chaos.Checking;

/// <summary>Says what a program must come to, given what was not its own to decide: answers, events in time, child runs' replies.</summary>
/// <param name="program">The program.</param>
/// <param name="outcomes">What others decided, by visit.</param>
/// <param name="anyTimeout">True where a clock was stepped, so that any timeout may have passed.</param>
internal sealed class ProgramModel(ProgramRequest program, RunOutcomes outcomes, bool anyTimeout)
{
    private readonly Dictionary<string, int> _visits = new(StringComparer.Ordinal);

    /// <summary>Predicts a run.</summary>
    /// <param name="before">What the thread's turn before came to; null on an empty thread.</param>
    public Prediction Predict(Prediction? before)
    {
        var prediction = new Prediction
        {
            Counters = new Dictionary<string, long>(before?.Counters ?? [], StringComparer.Ordinal),
            Trace = [.. before?.Trace ?? [], $"{program.Name}/{program.Routine}"],
        };
        var commands = program.Routines[program.Routine].Commands;
        for (var cursor = 0; cursor < commands.Count && !prediction.Fails; cursor++)
        {
            prediction.Checkpoints.Add(Visit("next"));
            Execute(commands[cursor], cursor, prediction);
        }

        if (!prediction.Fails) prediction.Checkpoints.AddRange([Visit("next"), Visit("done")]);
        return prediction;
    }

    private void Execute(Command command, int cursor, Prediction prediction)
    {
        var visit = Visit(command.Kind.ToString().ToLowerInvariant());
        switch (command.Kind)
        {
            case CommandKind.Fail:
                prediction.Fails = true;
                return;
            case CommandKind.Call:
                Call(visit, command, prediction);
                prediction.Trace.Add($"{cursor} called");
                break;
            case CommandKind.Fan:
                for (var item = 0; item < command.Count; item++) Call($"{visit}[{item}]", command, prediction);
                prediction.Trace.Add($"{cursor} fanned {command.Count}");
                break;
            case CommandKind.Fork:
                foreach (var branch in (string[])["left", "right"])
                {
                    prediction.Effects[$"{visit}/{branch}"] = command;
                    prediction.Count(command.Counter, command.Amount);
                }

                Call($"{visit}/child", command, prediction);
                prediction.Trace.Add($"{cursor} joined");
                break;
            default:
                var amount = Amount(visit, command, prediction);
                prediction.Count(command.Counter, amount);
                prediction.Trace.Add($"{cursor} {command.Kind} {amount}");
                break;
        }

        prediction.Checkpoints.Add(visit);
        if (command.Kind == CommandKind.Pause) prediction.Checkpoints.Add(Visit("paused"));
    }

    private long Amount(string visit, Command command, Prediction prediction)
    {
        switch (command.Kind)
        {
            case CommandKind.Tally or CommandKind.Once or CommandKind.Record or CommandKind.Stubborn:
                prediction.Effects[visit] = command;
                return command.Amount;
            case CommandKind.Ask:
                return Decided(visit, prediction, command.Manner == Manner.Raced ? [command.Amount, command.Amount + 1] : [command.Amount]);
            case CommandKind.Wait:
                long[] possible = command.Manner switch
                {
                    Manner.Never => [0],
                    Manner.Raced => [0, command.Amount],
                    _ => anyTimeout ? [0, command.Amount] : [command.Amount],
                };
                return Decided(visit, prediction, possible);
            default:
                return command.Amount;
        }
    }

    private void Call(string visit, Command command, Prediction prediction)
    {
        prediction.Children[visit] = command.Routine;
        foreach (var (counter, amount) in outcomes.Replies.GetValueOrDefault(visit)?.Counters ?? new Dictionary<string, long>()) prediction.Count(counter, amount);
    }

    private long Decided(string visit, Prediction prediction, long[] possible)
    {
        if (!outcomes.Amounts.TryGetValue(visit, out var amount)) return possible[0];
        if (!possible.Contains(amount)) prediction.Impossible.Add($"{visit} got {amount}, possible is {string.Join(" or ", possible)}");
        return amount;
    }

    private string Visit(string node)
    {
        _visits[node] = _visits.GetValueOrDefault(node) + 1;
        return $"{node}#{_visits[node]}";
    }
}
