using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Baton.Server.Tests.Ops;

/// <summary>The guide's page about operating.</summary>
public sealed partial class OpsGuideTests
{
    [Fact]
    public async Task Every_command_of_the_guide_is_answered()
    {
        await using var server = await OpsServer.StartAsync();
        var commands = Command().Matches(await File.ReadAllTextAsync(Near("../../../docs/guide/operating.md"), TestContext.Current.CancellationToken));
        Assert.True(commands.Count > 10);
        var failed = await server.FailedAsync("t-guide");
        var (waiting, ticket) = await server.WaitingAsync();
        foreach (Match command in commands)
        {
            var path = command.Groups["path"].Value.Replace("$FAILED", failed, StringComparison.Ordinal).Replace("$WAITING", waiting, StringComparison.Ordinal)
                .Replace("$TICKET", ticket, StringComparison.Ordinal);
            using var request = new HttpRequestMessage(command.Value.Contains("-X POST", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, new Uri(path, UriKind.Relative));
            if (command.Groups["body"] is { Success: true } body) request.Content = new StringContent(body.Value);
            using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, $"{command.Value}: {(int)response.StatusCode}");
        }
    }

    [GeneratedRegex("""curl [^\n]*?"http://127.0.0.1:7070(?<path>[^"]+)"[^\n]*?( -d '(?<body>[^']+)')?$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Command();

    private static string Near(string path, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, path);
}
