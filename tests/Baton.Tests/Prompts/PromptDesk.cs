using Baton.Agents.Prompts;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Tests.Agents;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Prompts;

/// <summary>Prompts of agents in a directory, on a store in memory.</summary>
internal sealed class PromptDesk : IDisposable
{
    public PromptDesk(string keys = "variables: { tone: friendly, brand: { default: Acme, editable: false } }", IStore? store = null, TimeProvider? time = null)
    {
        Store = store ?? new InMemoryStore(TimeProvider.System);
        Host = new AgentHost().Agent("helper", keys, "Be {{tone}} for {{brand}}.").With(baton => baton.Services.AddSingleton(Store).AddSingleton(time ?? TimeProvider.System));
    }

    public AgentHost Host { get; }

    public IStore Store { get; }

    public IPrompts Prompts => Host.Services.GetRequiredService<IPrompts>();

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask<AgentPrompt> SetAsync(string tone, int expected = 0, string tenant = "default") =>
        Prompts.ChangeAsync(tenant, "helper", new PromptChange(expected, new Dictionary<string, string> { ["tone"] = tone }) { Author = "Ada" }, Token);

    public async ValueTask<string> ToneAsync(string tenant = "default") => (await Prompts.GetAsync(tenant, "helper", Token)).ValueOf("tone");

    public void Dispose() => Host.Dispose();
}
