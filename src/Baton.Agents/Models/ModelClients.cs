using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using Anthropic;
using Anthropic.Core;
using Baton.Agents.Telemetry;
using Microsoft.Extensions.AI;
using OpenAI;

namespace Baton.Agents.Models;

/// <summary>The client of each model, made on first use and kept.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ModelClients(IEnumerable<Rehearsal> rehearsals, TimeProvider time, IServiceProvider services, AgentTelemetry telemetry) : IDisposable
{
    private static readonly TimeSpan LongerThanAnyEffect = TimeSpan.FromDays(1);
    private readonly ConcurrentDictionary<string, Lazy<IChatClient>> _clients = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lazy<OfflineChatClient> _offline = new(() => new OfflineChatClient(rehearsals));

    public IChatClient Get(ModelEntry model) => _clients.GetOrAdd(model.Name, _ => new Lazy<IChatClient>(() => new ObservedChatClient(Make(model), model, telemetry))).Value;

    public void Dispose()
    {
        foreach (var client in _clients.Values.Where(client => client.IsValueCreated)) client.Value.Dispose();
    }

    private IChatClient Make(ModelEntry model) => model.Provider switch
    {
        Providers.Offline => _offline.Value,
        Providers.OpenAI => new ProviderChatClient(OpenAI(model)),
        Providers.Anthropic => new ProviderChatClient(Anthropic(model)),
        _ => model.Client!(services),
    };

    private OpenAIChatClient OpenAI(ModelEntry model)
    {
        var http = Http();
        var options = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = LongerThanAnyEffect,
        };
        if (model.BaseUrl is not null) options.Endpoint = model.BaseUrl;

        // The SDK insists on a key; a server that needs none ignores it.
        var key = new ApiKeyCredential(model.ApiKey ?? "none");
        return new OpenAIChatClient(new OpenAI.Chat.ChatClient(model.Model, key, options), http);
    }

    private IChatClient Anthropic(ModelEntry model)
    {
        var options = new ClientOptions
        {
            HttpClient = Http(),
            ApiKey = model.ApiKey,
            MaxRetries = 0,
            Timeout = LongerThanAnyEffect,

            // Set in any case: otherwise the SDK takes an address from the environment.
            BaseUrl = model.BaseUrl?.AbsoluteUri.TrimEnd('/') ?? "https://api.anthropic.com",
        };
        return new AnthropicClient(options).AsIChatClient(model.Model, model.MaxOutputTokens);
    }

    /// <summary>Timeouts are the effect's: its token is cancelled. A redirect would carry the key elsewhere, so none is followed.</summary>
    private HttpClient Http() => new(new ProviderFailureHandler(time)
    {
        InnerHandler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false },
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
