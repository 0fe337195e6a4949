namespace Baton.LedgerServer.Programs;

/// <summary>One command of a small program. Every kind adds its amount to its counter, each by another way through the engine.</summary>
/// <param name="Kind">Which way.</param>
/// <param name="Counter">The counter.</param>
/// <param name="Amount">What is added; by the parts of a fork, each of them adds it.</param>
public sealed record Command(CommandKind Kind, string Counter, int Amount)
{
    /// <summary>How often the tally refuses the call before it takes it.</summary>
    public int Failures { get; init; }

    /// <summary>How long a pause lasts, or how long is waited for an event.</summary>
    public int Milliseconds { get; init; }

    /// <summary>The routine that a child run executes.</summary>
    public int Routine { get; init; }

    /// <summary>How many child runs there are at once.</summary>
    public int Count { get; init; }

    /// <summary>What the driver does about a question or an event.</summary>
    public Manner Manner { get; init; }
}

/// <summary>What a command is done by.</summary>
public enum CommandKind
{
    /// <summary>A node that only computes.</summary>
    Add,

    /// <summary>An effect: the tally outside counts it by its key.</summary>
    Tally,

    /// <summary>The same, at most once.</summary>
    Once,

    /// <summary>An effect whose result is committed together with a compare-and-set of a record.</summary>
    Record,

    /// <summary>An effect without retries, in a node with retries.</summary>
    Stubborn,

    /// <summary>A child run.</summary>
    Call,

    /// <summary>Many child runs at once.</summary>
    Fan,

    /// <summary>Branches: an effect, a sleep before an effect, and a child run.</summary>
    Fork,

    /// <summary>A timer.</summary>
    Pause,

    /// <summary>A question to a person, whose answer is what is added.</summary>
    Ask,

    /// <summary>An event with a timeout; adds nothing when the timeout comes first.</summary>
    Wait,

    /// <summary>A failure for good: the run ends with an error.</summary>
    Fail,
}

/// <summary>How the driver answers a question, or sends an event.</summary>
public enum Manner
{
    /// <summary>Once; an event long before its timeout.</summary>
    Plain,

    /// <summary>The same answer a second time, which does no harm.</summary>
    Twice,

    /// <summary>Another answer afterwards, which is refused.</summary>
    Contested,

    /// <summary>Two answers at once, of which one wins; an event about when its timeout comes.</summary>
    Raced,

    /// <summary>No event: the timeout comes.</summary>
    Never,
}
