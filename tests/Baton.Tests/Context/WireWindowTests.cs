using System.Text.Json;
using Baton.Agents.Context;
using Baton.Agents.Models;
using Baton.Contracts;
using Baton.Graphs;
using Baton.Tests.Agents;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Context;

/// <summary>A window over a provider's wire.</summary>
public sealed class WireWindowTests : IAsyncLifetime
{
    private readonly AgentHost _host = new();
    private WireServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await WireServer.StartAsync();
        _host.Set("default:provider", "openai").Set("default:model", "m-asked").Set("default:base_url", _server.Address + "/v1").Set("default:api_key", "k")
            .Agent("helper", "context: { window: 1000, agent: compressor }").Agent("compressor", "output: ContextSummary", "You condense.");
    }

    public async ValueTask DisposeAsync()
    {
        _host.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_summary_goes_over_the_wire_as_a_user_and_the_prompt_alone_as_system()
    {
        await AskAsync();

        var messages = Messages(_server.Requests.Last());
        Assert.Equal(["system", "user"], messages.Select(message => message.GetProperty("role").GetString()!).Take(2));
        Assert.Single(messages, message => message.GetProperty("role").ValueEquals("system"));
        Assert.Contains("They spoke of parcels.", messages[1].GetRawText(), StringComparison.Ordinal);
        Assert.True(messages.Count < 25, $"{messages.Count} messages");
    }

    [Fact]
    public async Task What_the_provider_reports_corrects_the_estimate()
    {
        await AskAsync();

        var rates = _host.Services.GetRequiredService<TokenRates>();
        Assert.NotEqual(1.0, rates.Of(_host.Services.GetRequiredService<ModelCatalog>().Find("default")!).Factor);
    }

    private async Task AskAsync()
    {
        _server.NextStream(Wire.OpenAIText(["""{"summary":"They spoke of parcels.","facts":[]}"""])).NextStream(Wire.OpenAIText(["Good ", "day"]));
        var request = new AgentRequest([.. Enumerable.Range(0, 41).Select(turn => turn % 2 == 0 ? Message.Human(LongTalk.Chatter(turn)) : Message.Ai("I see.", "helper"))]);
        Assert.Equal("Good day", await _host.RunAsync("helper", request, new RecordingContext()));
        Assert.Equal(2, _server.Requests.Count);
    }

    private static List<JsonElement> Messages(WireRequest request) => [.. request.Body.GetProperty("messages").EnumerateArray()];
}
