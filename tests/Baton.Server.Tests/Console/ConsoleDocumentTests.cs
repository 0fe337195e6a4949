using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Console;

public sealed class ConsoleDocumentTests
{
    private const string Rewrite = "BATON_WRITE_OPENAPI";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_committed_document_of_the_console_is_the_servers()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.SendAsync(HttpMethod.Get, "/openapi/v1.json");
        var document = await TestServer.JsonAsync(response);
        var file = Path.GetFullPath(Path.Combine(Here(), "../../../console/openapi.json"));
        if (Environment.GetEnvironmentVariable(Rewrite) is not null) await File.WriteAllTextAsync(file, JsonSerializer.Serialize(document, Indented) + "\n", TestContext.Current.CancellationToken);
        var committed = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.True(JsonElement.DeepEquals(document, JsonElement.Parse(committed)), $"The API has changed. Run this test with {Rewrite}=1, then 'npm run types && npm run check' in console/, and commit openapi.json.");
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
