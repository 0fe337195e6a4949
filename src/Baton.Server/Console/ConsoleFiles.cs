using System.IO.Compression;
using System.Reflection;
using System.Text;

namespace Baton.Server.Console;

/// <summary>The console's files as the build left them in this assembly, each packed with gzip; none where it was built without Node.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class ConsoleFiles(IReadOnlyDictionary<string, byte[]> packed)
{
    private const string Prefix = "console/";
    private const string Index = "index.html";
    private const string Suffix = ".gz";

    private readonly string? _page = packed.TryGetValue(Index, out var page) ? Encoding.UTF8.GetString(Unpack(page)) : null;

    /// <summary>The page, with a place for the nonce; null where the console was not built.</summary>
    public string? Page => _page;

    /// <summary>A file packed with gzip, or null.</summary>
    /// <param name="path">Its path, such as <c>assets/index-1234.js</c>.</param>
    public byte[]? Find(string path) => path == Index ? null : packed.GetValueOrDefault(path);

    /// <summary>Unpacks a file for who does not take gzip.</summary>
    public static byte[] Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    /// <summary>The files in this assembly.</summary>
    public static ConsoleFiles Embedded()
    {
        var assembly = typeof(ConsoleFiles).Assembly;
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal));
        return new ConsoleFiles(names.ToDictionary(Path, name => Read(assembly, name), StringComparer.Ordinal));
    }

    private static string Path(string resource) => resource[Prefix.Length..^Suffix.Length].Replace('\\', '/');

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
