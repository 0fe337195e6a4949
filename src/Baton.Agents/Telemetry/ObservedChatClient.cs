using System.Runtime.CompilerServices;
using Baton.Agents.Models;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Telemetry;

/// <summary>Around a model's client: a span and measurements for each call, whoever makes it.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ObservedChatClient(IChatClient inner, ModelEntry model, AgentTelemetry telemetry) : DelegatingChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        telemetry.IsOn ? ObservedAsync(messages, options, cancellationToken) : base.GetResponseAsync(messages, options, cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        telemetry.IsOn ? ObservedStreamAsync(messages, options, cancellationToken) : base.GetStreamingResponseAsync(messages, options, cancellationToken);

    private async Task<ChatResponse> ObservedAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        using var call = new ModelObservation(model, telemetry, options, isStream: false);
        try
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken);
            call.Answered(response);
            return response;
        }
        catch (Exception exception)
        {
            call.Failed(exception);
            throw;
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> ObservedStreamAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = new ModelObservation(model, telemetry, options, isStream: true);
        await using var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                // Between two pieces the span is not the current one: whoever reads them goes on in a context of his own.
                call.Enter();
                if (!await updates.MoveNextAsync()) break;
            }
            catch (Exception exception)
            {
                call.Failed(exception);
                throw;
            }

            call.Read(updates.Current);
            yield return updates.Current;
        }
    }
}
