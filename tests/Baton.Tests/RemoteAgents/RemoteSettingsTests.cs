using Baton.Engine.RemoteAgents;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Tests.RemoteAgents;

/// <summary>The settings of remote agents.</summary>
public sealed class RemoteSettingsTests
{
    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_and_no_secret_is_repeated()
    {
        var refused = Assert.Throws<ValidationException>(() => Read(
            ("a:Url", "nowhere"), ("b:Url", "http://127.0.0.1:8001"), ("c:Url", "https://user:hunter2@example.com"), ("d:Timeout", "0"), ("d:Url", "https://example.com"),
            ("e:Url", "assistant:"), ("f:Urll", "https://example.com"), ("g:Url", "https://example.com"), ("g:Fallback", "nobody"), ("h:Url", "https://example.com"), ("h:Fallback", "i"),
            ("i:Url", "https://example.com"), ("i:Fallback", "h"), ("j:Versions:v1:Url", "https://example.com"), ("j:Versions:v1:Weight", "0"), ("k:Url", "https://example.com"), ("k:Protocol", "2"),
            ("l:Url", "https://example.com"), ("l:Headers:X-Key", "bad\nsecret-9")));

        Assert.Equal(
            ["a:Url", "b:Url", "c:Url", "d:Timeout", "e:Url", "f:Url", "f:Urll", "g:Fallback", "h:Fallback", "i:Fallback", "j:Versions", "k:Protocol", "l:Headers:X-Key"],
            refused.Faults.Select(fault => fault.Where["Baton:RemoteAgents:".Length..]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(refused.Faults, fault => fault.Message.Contains("secret-9", StringComparison.Ordinal) || fault.Message.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_configured_takes_the_place_of_what_a_system_registered_setting_by_setting()
    {
        var known = new RemoteAgentOptions { Url = "assistant:auth", Timeout = TimeSpan.FromSeconds(3), Fallback = "rest" };
        var agents = new RemoteAgentSettings(Configuration(("AUTH:Url", "https://example.com"), ("auth:Retries", "5")), [new RemoteAgentDefaults(new Dictionary<string, RemoteAgentOptions> { ["auth"] = known, ["rest"] = new() { Url = "assistant:rest" } })]).Agents;

        var auth = agents.Single(agent => agent.Name == "auth");
        Assert.Equal(("https://example.com", 3, 5, "rest"), (Assert.Single(auth.Versions).Address, auth.Timeout.TotalSeconds, auth.Retries, auth.Fallback));
        Assert.Equal("rest", agents.Single(agent => agent.Name == "rest").Versions[0].Assistant);
    }

    [Fact]
    public void Versions_share_the_calls_by_their_weights_and_a_choice_stays_with_its_version()
    {
        var agent = Assert.Single(Read(("auth:Versions:v1:Url", "https://example.com/1"), ("auth:Versions:v1:Weight", "9"), ("auth:Versions:v2:Url", "https://example.com/2")));

        var chosen = Enumerable.Range(0, 2_000).Select(call => agent.Choose($"CALL-{call}").Name).ToList();

        Assert.Equal(chosen, Enumerable.Range(0, 2_000).Select(call => agent.Choose($"CALL-{call}").Name));
        Assert.InRange(chosen.Count(version => version == "v2"), 140, 260);
    }

    private static IReadOnlyList<RemoteAgent> Read(params (string Key, string Value)[] settings) => new RemoteAgentSettings(Configuration(settings), []).Agents;

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Baton:RemoteAgents:{setting.Key}", (string?)setting.Value))).Build();
}
