using Baton.Agents.Prompts;
using Baton.Errors;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Models;

/// <summary>Finds out whether the models of the catalogue can be used; for a health command, not for every request.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class ModelCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private readonly ModelClients _clients;
    private readonly AgentCatalog _agents;
    private readonly HashSet<string> _rehearsed;
    private readonly TimeProvider _time;

    internal ModelCheck(ModelClients clients, AgentCatalog agents, IEnumerable<Rehearsal> rehearsals, TimeProvider time)
    {
        _clients = clients;
        _agents = agents;
        _rehearsed = [.. rehearsals.Select(rehearsal => rehearsal.Agent)];
        _time = time;
    }

    /// <summary>
    /// Asks a provider's model for one short answer, within 15 s, which costs a few tokens. Of an offline model it says whether every agent
    /// that uses it has a rehearsal, without asking anything.
    /// </summary>
    public async ValueTask<ModelHealth> CheckAsync(ModelEntry model, CancellationToken cancellationToken)
    {
        if (model.Rehearsal) return Rehearsals(model);
        var started = _time.GetTimestamp();
        var fault = await FaultAsync(model, cancellationToken);
        var place = $"{model.Provider}{(model.BaseUrl is { } url ? $" at {url}" : "")}";
        return new ModelHealth(model.Name, fault is null, fault is null ? $"{place}: {model.Model} answers." : $"{place}: {fault}", _time.GetElapsedTime(started));
    }

    /// <summary>What is wrong and what to do; null where the model answers. Neither key nor content is in it.</summary>
    private async ValueTask<string?> FaultAsync(ModelEntry model, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var options = new ChatOptions { ModelId = model.Client is null ? model.Model : null, MaxOutputTokens = 16 };
            await _clients.Get(model).GetResponseAsync([new ChatMessage(ChatRole.User, "Answer with OK.")], options, either.Token);
            return null;
        }
        catch (TransientException exception)
        {
            return $"{exception.Message} Check that its server runs, that the address is right, and that this machine may reach it.";
        }
        catch (BatonException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"No answer within {Limit.TotalSeconds:0} s. Check the address, proxies and firewalls between here and there.";
        }
        catch (Exception exception) when (model.Client is not null && exception is not OperationCanceledException)
        {
            // A client that was added in code throws what it likes; its text may quote the request.
            return $"Its client failed with {exception.GetType().Name}. See the code that adds the model.";
        }
    }

    private ModelHealth Rehearsals(ModelEntry model)
    {
        var missing = _agents.All
            .Where(agent => string.Equals(agent.Model, model.Name, StringComparison.OrdinalIgnoreCase) && !_rehearsed.Contains(agent.Name))
            .Select(agent => agent.Name)
            .ToList();
        var text = missing.Count == 0 ? "offline: every agent has a rehearsal." : $"offline: no rehearsal plays {string.Join(", ", missing)}.";
        return new ModelHealth(model.Name, missing.Count == 0, text, TimeSpan.Zero);
    }
}

/// <summary>Whether a model can be used.</summary>
/// <param name="Model">Its name in the catalogue.</param>
/// <param name="Ok">True where it can.</param>
/// <param name="Text">A sentence; what is wrong and what to do, where it cannot.</param>
/// <param name="Took">How long the answer took; zero for an offline model.</param>
public sealed record ModelHealth(string Model, bool Ok, string Text, TimeSpan Took);
