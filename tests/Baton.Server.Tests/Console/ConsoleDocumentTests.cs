using System.Runtime.CompilerServices;
using System.Text.Json;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Console;

public sealed class ConsoleDocumentTests
{
    private const string Rewrite = "BATON_WRITE_OPENAPI";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    [Fact]
    public async Task The_committed_document_of_the_console_is_the_servers()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.SendAsync(HttpMethod.Get, "/openapi/v1.json");
        var document = JsonSerializer.Serialize(await TestServer.JsonAsync(response), Indented) + "\n";
        var file = Path.GetFullPath(Path.Combine(Here(), "../../../console/openapi.json"));
        if (Environment.GetEnvironmentVariable(Rewrite) is not null) await File.WriteAllTextAsync(file, document, TestContext.Current.CancellationToken);
        var committed = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.True(document == committed, $"The API has changed. Run this test with {Rewrite}=1, then 'npm run types && npm run check' in console/, and commit openapi.json.");
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
