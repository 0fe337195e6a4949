using Baton.Server.Tests.Fixtures;
using Baton.Server.Tests.Security;

namespace Baton.Server.Tests.Console;

public sealed class ConsoleSessionTests
{
    private static readonly Dictionary<string, string?> Keys = new()
    {
        ["Baton:ApiKeys:0:Name"] = "anna",
        ["Baton:ApiKeys:0:Sha256"] = ApiKeyTests.Sha256("secret"),
        ["Baton:ApiKeys:0:Roles:0"] = "operator",
    };

    [Fact]
    public async Task Without_keys_everybody_is_signed_in()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.SendAsync(HttpMethod.Get, "/console/session");
        var user = await TestServer.JsonAsync(response);
        Assert.True(user.GetProperty("signed_in").GetBoolean());
        Assert.False(user.GetProperty("needs_key").GetBoolean());
        Assert.Contains(user.GetProperty("features").EnumerateArray(), feature => feature.ValueEquals("inbox"));
    }

    [Fact]
    public async Task With_keys_nobody_is_until_they_give_one()
    {
        await using var server = await TestServer.StartAsync(Keys);
        using var response = await server.SendAsync(HttpMethod.Get, "/console/session");
        var user = await TestServer.JsonAsync(response);
        Assert.False(user.GetProperty("signed_in").GetBoolean());
        Assert.True(user.GetProperty("needs_key").GetBoolean());
    }

    [Fact]
    public async Task A_key_becomes_a_cookie_that_scripts_and_other_sites_cannot_use_and_that_calls_the_api()
    {
        await using var server = await TestServer.StartAsync(Keys);
        using var response = await server.PostAsync("/console/session", """{"key":" secret "}""");
        Assert.Equal(200, (int)response.StatusCode);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        using var call = await server.SendAsync(HttpMethod.Get, "/ops/runs", null, ("Cookie", cookie.Split(';')[0]));
        Assert.Equal(200, (int)call.StatusCode);
    }

    [Fact]
    public async Task An_unknown_key_gets_no_cookie()
    {
        await using var server = await TestServer.StartAsync(Keys);
        using var response = await server.PostAsync("/console/session", """{"key":"guessed"}""");
        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal("BTN6441", (await TestServer.JsonAsync(response)).GetProperty("code").GetString());
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Signing_out_takes_the_cookie_away()
    {
        await using var server = await TestServer.StartAsync(Keys);
        using var response = await server.SendAsync(HttpMethod.Delete, "/console/session");
        Assert.Equal(204, (int)response.StatusCode);
        Assert.Contains("expires=Thu, 01 Jan 1970", Assert.Single(response.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }
}
