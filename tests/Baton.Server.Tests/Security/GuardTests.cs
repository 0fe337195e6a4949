using Baton.Errors;
using Baton.Server.Security;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Security;

public sealed class GuardTests
{
    [Theory]
    [InlineData("127.0.0.1", null, 200)]
    [InlineData("localhost:7070", null, 200)]
    [InlineData("[::1]:7070", null, 200)]
    [InlineData("baton.example.org", null, 200)]
    [InlineData("evil.example.org", null, 403)]
    [InlineData("127.0.0.1.evil.example.org", null, 403)]
    [InlineData("localhost", "http://localhost:5173", 200)]
    [InlineData("localhost", "https://baton.example.org", 200)]
    [InlineData("localhost", "https://evil.example.org", 403)]
    [InlineData("localhost", "null", 403)]
    public async Task Foreign_hosts_and_origins_are_refused(string host, string? origin, int status)
    {
        await using var server = await TestServer.StartAsync(new Dictionary<string, string?> { ["Baton:AllowedHosts:0"] = "baton.example.org" });
        (string, string)[] headers = origin is null ? [("Host", host)] : [("Host", host), ("Origin", origin)];
        using var response = await server.PostAsync("/assistants/search", "{}", headers);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("http://127.0.0.1:7070")]
    [InlineData("http://localhost:0")]
    [InlineData("http://[::1]:7070")]
    [InlineData("http://127.0.0.5")]
    [InlineData("http://unix:/run/baton.sock")]
    public void Loopback_addresses_need_no_key(string url)
    {
        var exception = Record.Exception(() => BindGuard.Check([url], hasApiKeys: false));
        Assert.Null(exception);
    }

    [Theory]
    [InlineData("http://0.0.0.0:7070")]
    [InlineData("http://[::]:7070")]
    [InlineData("http://*:7070")]
    [InlineData("http://+:80")]
    [InlineData("http://192.168.1.7:7070")]
    [InlineData("http://localhost.evil.example.org:7070")]
    public void Other_addresses_need_one_and_the_refusal_says_how(string url)
    {
        var exception = Assert.Throws<BatonException>(() => BindGuard.Check(["http://127.0.0.1:1", url], hasApiKeys: false));
        Assert.Equal(ErrorCodes.BindRefused, exception.Code);
        Assert.Contains("Baton:ApiKeys:0:Sha256", exception.Message, StringComparison.Ordinal);
        BindGuard.Check([url], hasApiKeys: true);
    }

    [Fact]
    public async Task A_server_does_not_start_beyond_this_machine_without_a_key()
    {
        var exception = await Assert.ThrowsAsync<BatonException>(() => TestServer.StartAsync(url: "http://0.0.0.0:0"));
        Assert.Equal(ErrorCodes.BindRefused, exception.Code);
    }
}
