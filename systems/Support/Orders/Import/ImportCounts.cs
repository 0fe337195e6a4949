namespace Baton.Support.Orders.Import;

/// <summary>What an import came to, by collection.</summary>
internal sealed record ImportCounts(ImportCount Products, ImportCount Users, ImportCount Orders);

/// <summary>What an import came to.</summary>
/// <param name="Added">Records that were not there.</param>
/// <param name="Unchanged">Records that were there in the same form.</param>
/// <param name="Kept">Records that were there in another form, and stay so.</param>
/// <param name="Replaced">Records that were there in another form, and have the folder's now.</param>
internal sealed record ImportCount(int Added, int Unchanged, int Kept, int Replaced)
{
    public static ImportCount OneAdded { get; } = new(1, 0, 0, 0);

    public static ImportCount OneUnchanged { get; } = new(0, 1, 0, 0);

    public static ImportCount OneKept { get; } = new(0, 0, 1, 0);

    public static ImportCount OneReplaced { get; } = new(0, 0, 0, 1);

    public static ImportCount operator +(ImportCount left, ImportCount right) =>
        new(left.Added + right.Added, left.Unchanged + right.Unchanged, left.Kept + right.Kept, left.Replaced + right.Replaced);
}
