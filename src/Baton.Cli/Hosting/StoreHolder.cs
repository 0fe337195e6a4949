namespace Baton.Cli.Hosting;

internal static class StoreHolder
{
    public static string? UrlOf(string storePath) => null;
}
