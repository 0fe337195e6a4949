using System.Security.Cryptography;
using System.Text;
using Baton.Agents.Memory;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Ops;

public sealed class OpsMemoryTests
{
    [Fact]
    public async Task What_is_known_of_a_customer_is_shown_and_erased()
    {
        await using var server = await TestServer.StartAsync();
        await KeepAsync(server, "mail/ines@example.org");

        using var shown = await server.SendAsync(HttpMethod.Get, "/ops/memory/mail%2Fines%40example.org");
        var known = await TestServer.JsonAsync(shown);
        Assert.Equal("mail/ines@example.org", known.GetProperty("customer").GetString());
        var fact = Assert.Single(known.GetProperty("facts").EnumerateArray());
        Assert.Equal(("Gold member.", "first_party", "crm"), (fact.GetProperty("text").GetString(), fact.GetProperty("tier").GetString(), fact.GetProperty("source").GetString()));

        using var erased = await server.SendAsync(HttpMethod.Delete, "/ops/memory/mail%2Fines%40example.org");
        Assert.Equal(1, (await TestServer.JsonAsync(erased)).GetProperty("facts").GetInt32());
        using var gone = await server.SendAsync(HttpMethod.Get, "/ops/memory/mail%2Fines%40example.org");
        Assert.Equal(0, (await TestServer.JsonAsync(gone)).GetProperty("facts").GetArrayLength());
    }

    [Theory]
    [InlineData("operator", 403)]
    [InlineData("admin", 200)]
    public async Task Only_an_administrator_may(string role, int status)
    {
        await using var server = await TestServer.StartAsync(new Dictionary<string, string?>
        {
            ["Baton:ApiKeys:0:Name"] = "k",
            ["Baton:ApiKeys:0:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("key-1"))),
            ["Baton:ApiKeys:0:Roles:0"] = role,
        });
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, "/ops/memory/ines");
            request.Headers.Add("x-api-key", "key-1");
            using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(status, (int)response.StatusCode);
        }
    }

    private static async Task KeepAsync(TestServer server, string customer) => await server.Services.GetRequiredService<IMemory>().KeepAsync(
        "default", customer, new CustomerFact("Gold member.", MemoryTier.FirstParty, "crm"), TestContext.Current.CancellationToken);
}
