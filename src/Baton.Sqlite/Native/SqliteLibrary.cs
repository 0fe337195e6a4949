using System.Runtime.InteropServices;
using SQLitePCL;

namespace Baton.Sqlite.Native;

/// <summary>The native SQLite library of this process: the operating system's where it has one, else the one that comes with Baton.</summary>
/// <remarks>Safe for concurrent use. The library is loaded on first use.</remarks>
public static class SqliteLibrary
{
    private const int OldestUsable = 3_035_000;
    private static readonly Lazy<(string Version, bool IsBundled)> Loaded = new(Load);

    /// <summary>The version in use, such as <c>3.40.1</c>.</summary>
    public static string Version => Loaded.Value.Version;

    /// <summary>True where the operating system has no (new enough) SQLite and the bundled one, which gets no patches of its own, is used.</summary>
    public static bool IsBundled => Loaded.Value.IsBundled;

    private static (string Version, bool IsBundled) Load()
    {
        var system = FindSystemLibrary();
        NativeLibrary.SetDllImportResolver(
            typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? system : IntPtr.Zero);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return (raw.sqlite3_libversion().utf8_to_string(), system == IntPtr.Zero);
    }

    private static IntPtr FindSystemLibrary()
    {
        string[] candidates = OperatingSystem.IsWindows() ? ["winsqlite3.dll"]
            : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib"]
            : ["libsqlite3.so.0", "libsqlite3.so"];
        foreach (var candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out var handle) && IsUsable(handle))
            {
                return handle;
            }
        }

        return IntPtr.Zero;
    }

    private static bool IsUsable(IntPtr library) =>
        NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var export)
        && Marshal.GetDelegateForFunctionPointer<VersionNumber>(export)() >= OldestUsable;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();
}
