namespace Baton.Systems.Tests.Support;

/// <summary>Finds data sets that lie beside the repository; a test that needs one skips where it is absent.</summary>
internal static class SharedData
{
    public static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data", path);
            if (File.Exists(candidate)) return candidate;
        }

        return null;
    }
}
