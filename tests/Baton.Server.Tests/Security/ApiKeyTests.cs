using System.Security.Cryptography;
using System.Text;
using Baton.Server.Security;
using Baton.Server.Tests.Fixtures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Baton.Server.Tests.Security;

public sealed class ApiKeyTests
{
    private const string Run = """{"assistant_id":"echo","input":{}}""";

    [Theory]
    [InlineData(null, 401, 401, 401)]
    [InlineData("wrong", 401, 401, 401)]
    [InlineData("v", 200, 403, 403)]
    [InlineData("c", 200, 200, 403)]
    [InlineData("o", 200, 200, 200)]
    [InlineData("a", 200, 200, 200)]
    [InlineData("w", 403, 403, 403)]
    public async Task Roles_decide_what_a_key_may_do(string? key, int read, int run, int operate)
    {
        await using var server = await TestServer.StartAsync(Keys());
        (string, string)[] headers = key is null ? [] : [("x-api-key", key)];
        using var reading = await server.PostAsync("/assistants/search", "{}", headers);
        using var running = await server.PostAsync("/runs", Run, headers);
        using var operating = await server.SendAsync(HttpMethod.Get, "/ops/runs", null, headers);
        Assert.Equal((read, run, operate), ((int)reading.StatusCode, (int)running.StatusCode, (int)operating.StatusCode));
        if (read != 200) Assert.StartsWith("BTN600", (await TestServer.JsonAsync(reading)).GetProperty("code").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_can_be_sent_as_bearer_token_and_brings_its_tenant()
    {
        await using var server = await TestServer.StartAsync(Keys());
        using var response = await server.PostAsync("/runs", Run, ("Authorization", "Bearer c"));
        Assert.Equal(200, (int)response.StatusCode);
        var request = Assert.Single(server.Engine.Started);
        Assert.Equal(("acme", "c-key"), (request.Tenant, request.By));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/ok")]
    [InlineData("/ready")]
    [InlineData("/info")]
    public async Task Health_needs_no_key(string path)
    {
        await using var server = await TestServer.StartAsync(Keys());
        using var response = await server.SendAsync(HttpMethod.Get, path);
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task Every_other_endpoint_has_a_policy_and_unknown_paths_need_a_key()
    {
        await using var server = await TestServer.StartAsync(Keys());
        foreach (var endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints)
        {
            var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            var hasPolicy = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => data.Policy is not null);
            Assert.True(isOpen != hasPolicy, endpoint.DisplayName);
        }

        using var unknown = await server.SendAsync(HttpMethod.Get, "/no/such/path");
        Assert.Equal(401, (int)unknown.StatusCode);
    }

    [Fact]
    public void Faulty_keys_are_all_named_at_once()
    {
        var options = new Baton.Server.Hosting.BatonServerOptions
        {
            ApiKeys = { new ApiKeyOptions { Name = "a", Sha256 = "xyz" }, new ApiKeyOptions { Sha256 = Sha256("k"), Roles = { "king" } } },
        };
        var exception = Assert.Throws<Errors.ValidationException>(() => new ApiKeyRing(Options.Create(options)));
        Assert.Equal(3, exception.Faults.Count);
    }

    internal static string Sha256(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static Dictionary<string, string?> Keys()
    {
        var settings = new Dictionary<string, string?>();
        foreach (var (index, role) in BatonRoles.All.Index())
        {
            var key = role[..1];
            settings[$"Baton:ApiKeys:{index}:Name"] = $"{key}-key";
            settings[$"Baton:ApiKeys:{index}:Sha256"] = Sha256(key);
            settings[$"Baton:ApiKeys:{index}:Roles:0"] = role;
            if (key == "c") settings[$"Baton:ApiKeys:{index}:Tenant"] = "acme";
        }

        return settings;
    }
}
