using System.Text.Json;

namespace Baton.ConsoleTests.Fixtures;

/// <summary>What keeps people out of a page. It is judged by axe's own rules; only serious and critical findings count.</summary>
internal static class Axe
{
    public static async Task<IReadOnlyList<string>> FaultsAsync(this ConsolePage console)
    {
        var script = Path.Combine(RepositoryRoot(), "console", "node_modules", "axe-core", "axe.min.js");
        Assert.SkipUnless(File.Exists(script), "axe is not installed. Run 'npm ci' in console.");
        await console.Page.EvaluateAsync(await File.ReadAllTextAsync(script));
        var found = await console.Page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run()).violations.filter((one) => one.impact === 'serious' || one.impact === 'critical').map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(' | ')}`)");
        return [.. found.EnumerateArray().Select(text => text.GetString()!)];
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Baton.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The repository was not found.");
    }
}
