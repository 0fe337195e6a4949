namespace Baton.Server.Tests.Cli;

public sealed class KnowledgeCommandTests : IDisposable
{
    private readonly TemporaryData _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Documents_are_added_found_and_removed_whether_a_server_runs_or_not(bool withServer)
    {
        var docs = Directory.CreateDirectory(_files.File("docs")).FullName;
        await WriteAsync(docs, "fees.md", "# Wire fees\nA domestic wire costs 25 dollars.");
        await WriteAsync(docs, "hours.txt", "Branches open at nine.");
        await WriteAsync(docs, "cards.txt", "Lost cards are replaced.");
        await using var server = withServer ? (await BatonProcess.ServeAsync(_files.Data)).Process : null;

        Assert.StartsWith("3 added, 0 changed, 0 unchanged", await KnowAsync("add", docs, "--collection", "bank"), StringComparison.Ordinal);
        Assert.Contains("[fees.md#1] Wire fees", await KnowAsync("search", "what do wires cost", "--collection", "bank"), StringComparison.Ordinal);
        File.Delete(Path.Combine(docs, "hours.txt"));
        await WriteAsync(docs, "cards.txt", "Lost cards are blocked.");
        var again = await KnowAsync("add", docs, "--collection", "bank", "--prune");
        Assert.StartsWith("0 added, 1 changed, 1 unchanged", again, StringComparison.Ordinal);
        Assert.Contains("1 removed.", again, StringComparison.Ordinal);
        Assert.Contains("bank\t2 documents", await KnowAsync("list"), StringComparison.Ordinal);
        Assert.StartsWith("1 removed.", await KnowAsync("remove", "bank", "cards.txt"), StringComparison.Ordinal);
        Assert.StartsWith("fees.md\t", await KnowAsync("list", "bank"), StringComparison.Ordinal);
        await KnowAsync("remove", "bank");
        Assert.DoesNotContain("bank", await KnowAsync("list"), StringComparison.Ordinal);
        Assert.Contains("BTN4503", (await BatonProcess.RunAsync(["knowledge", "remove", "bank", "--data", _files.Data])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_named_and_nothing_is_pruned()
    {
        var docs = Directory.CreateDirectory(_files.File("docs")).FullName;
        await WriteAsync(docs, "a.jsonl", "{\"id\":\"a\",\"text\":\"First.\"}\n{\"id\":\"b\",\"text\":\"Second.\"}");
        await KnowAsync("add", docs);
        await WriteAsync(docs, "a.jsonl", "{\"id\":\"a\",\"text\":\"First.\"}\n{\"id\":\"b\"}");

        var result = await BatonProcess.RunAsync(["knowledge", "add", docs, "--prune", "--data", _files.Data]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("BTN4502: a.jsonl:2: 'text' must be a string", result.Error, StringComparison.Ordinal);
        Assert.Contains("documents\t2 documents", await KnowAsync("list"), StringComparison.Ordinal);
    }

    private static Task WriteAsync(string folder, string name, string text) => File.WriteAllTextAsync(Path.Combine(folder, name), text, TestContext.Current.CancellationToken);

    private async Task<string> KnowAsync(params string[] arguments)
    {
        var result = await BatonProcess.RunAsync(["knowledge", .. arguments, "--data", _files.Data]);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        return result.Output;
    }
}
