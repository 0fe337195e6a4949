using System.Globalization;

namespace Baton.Postgres.Partitions;

/// <summary>A part of the journal: the entries of all runs whose keys were given out on one day.</summary>
/// <param name="Day">The day, in days since 1970; 0 stands for all keys from before the journal had partitions.</param>
/// <param name="State">How it belongs to the journal.</param>
internal sealed record JournalPartition(long Day, PartitionState State)
{
    /// <summary>How many bits of a key number the runs of its day.</summary>
    public const int DayBits = 36;

    /// <summary>The first key that tells a day.</summary>
    public const long FirstDated = 1L << DayBits;

    private const string Prefix = "journal_";
    private const string FirstName = "journal_first";
    private const string DateFormat = "yyyyMMdd";

    /// <summary>The regular expression that fits the names of all partitions, and of nothing else.</summary>
    public const string NamePattern = "^journal_(first|[0-9]{8})$";

    public string Name => NameOf(Day);

    public long FirstKey => Day << DayBits;

    public long EndKey => (Day + 1) << DayBits;

    public static string NameOf(long day) => day == 0 ? FirstName : Prefix + DateOf(day).ToString(DateFormat, CultureInfo.InvariantCulture);

    public static DateOnly DateOf(long day) => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(day));

    /// <summary>The day of a table by its name.</summary>
    public static long DayOf(string name) => name == FirstName
        ? 0
        : DateOnly.ParseExact(name[Prefix.Length..], DateFormat, CultureInfo.InvariantCulture).DayNumber
            - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}

/// <summary>How a table belongs to the journal.</summary>
internal enum PartitionState
{
    /// <summary>It is a part of it.</summary>
    Attached,

    /// <summary>It was on its way out when somebody was interrupted: nobody sees it any more.</summary>
    Detaching,

    /// <summary>It is a table of its own, to be dropped.</summary>
    Detached,
}
