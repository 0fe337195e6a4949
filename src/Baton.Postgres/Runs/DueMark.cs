namespace Baton.Postgres.Runs;

/// <summary>
/// Where to look for the next timer. Behind what was woken lie the index entries of rows that are gone, thousands until the table is vacuumed:
/// they are not gone through at every look. Once a second everything is, for what was locked or committed late.
/// </summary>
/// <param name="time">When it was last begun at the first.</param>
/// <param name="isExact">True where every look begins at the first.</param>
/// <remarks>Safe for concurrent use: at worst a look begins too early.</remarks>
internal sealed class DueMark(TimeProvider time, bool isExact)
{
    private static readonly TimeSpan Whole = TimeSpan.FromSeconds(1);

    /// <summary>Runs that park for a moment only may be due before what was woken last.</summary>
    private const long SlackMilliseconds = 500;

    private readonly Lock gate = new();
    private DuePlace mark = DuePlace.First;
    private long wholeAt;
    private int look;

    private bool IsWholeDue => isExact || time.GetElapsedTime(wholeAt) >= Whole;

    /// <summary>Where to begin for one who only looks.</summary>
    public DuePlace Peek()
    {
        lock (gate)
        {
            return IsWholeDue ? DuePlace.First : mark;
        }
    }

    /// <summary>Where to begin now, and the number of the whole look that this belongs to.</summary>
    public (DuePlace From, int Look) Next()
    {
        lock (gate)
        {
            if (IsWholeDue)
            {
                (wholeAt, mark) = (time.GetTimestamp(), DuePlace.First);
                look++;
            }

            return (mark, look);
        }
    }

    /// <summary>Runs were woken up to a place. Who began before the newest whole look does not undo it.</summary>
    /// <param name="from">The number of the look.</param>
    /// <param name="last">The last one.</param>
    /// <param name="isMore">True where more may be due right behind it.</param>
    public void Move(int from, DuePlace last, bool isMore)
    {
        lock (gate)
        {
            if (from != look)
            {
                return;
            }

            mark = isMore ? last : new(last.At - SlackMilliseconds, 0);
        }
    }
}
