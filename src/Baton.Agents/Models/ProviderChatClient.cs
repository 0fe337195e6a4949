using System.Runtime.CompilerServices;
using Baton.Errors;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Models;

/// <summary>
/// Around an SDK's client: whatever goes wrong comes out as Baton's exceptions, with nothing of the conversation in their texts. An
/// answer that ends without saying why it ended was cut off, which may pass.
/// </summary>
internal sealed class ProviderChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            throw Translate(exception);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var finished = false;
        await using var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync()) break;
            }
            catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
            {
                throw Translate(exception);
            }

            finished |= updates.Current.FinishReason is not null;
            yield return updates.Current;
        }

        if (!finished) throw new TransientException("The model's answer broke off before its end.");
    }

    private static bool IsCancelled(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && cancellationToken.IsCancellationRequested;

    /// <summary>
    /// SDKs wrap what they get, so the cause may lie deep. What is left after Baton's own is a broken connection or an unreadable answer.
    /// </summary>
    private static BatonException Translate(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is BatonException known) return known;
            if (cause is HttpRequestException or IOException or TimeoutException or OperationCanceledException)
            {
                return new TransientException("The connection to the model's server broke off.", null, exception);
            }
        }

        return exception is NotSupportedException
            ? new PermanentException("The request has content that this provider does not take.", exception)
            : new TransientException("The model's server sent an answer that cannot be read.", null, exception);
    }
}
