using System.Runtime.CompilerServices;

namespace Baton.Engine.Stores;

/// <summary>For stores that only one server can use: there is nobody to tell and nobody to hear.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class SingleServerLive : ILiveStore
{
    /// <summary>The one there is.</summary>
    public static SingleServerLive Instance { get; } = new();

    private SingleServerLive()
    {
    }

    /// <inheritdoc/>
    public bool IsShared => false;

    /// <inheritdoc/>
    public ValueTask TellAsync(IReadOnlyCollection<StoreHint> hints, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoreHint> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        yield break;
    }

    /// <inheritdoc/>
    public ValueTask KeepTextsAsync(IReadOnlyCollection<RunningText> texts, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RunningText>> TextsAsync(Guid run, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<RunningText>>([]);
}
