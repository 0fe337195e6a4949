namespace Baton.Sqlite;

/// <summary>How a SQLite store is set up.</summary>
public sealed class SqliteOptions
{
    /// <summary>The directory of the data file, its lock and its log; made where it does not exist. It must be on a local disk. Default <c>data</c>.</summary>
    public string Directory { get; set; } = "data";

    /// <summary>The data file's name in the directory. Default <c>baton.db</c>.</summary>
    public string FileName { get; set; } = "baton.db";

    /// <summary>How many pages of 4 KiB the write-ahead log may gather before they move to the data file. Default 2,000.</summary>
    public int CheckpointPages { get; set; } = 2_000;
}
