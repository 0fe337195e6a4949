namespace Baton.Postgres.Runs;

/// <summary>
/// Look-ups of many callers in one statement: what is asked while one is under way goes with the next. Every look-up is begun after it was
/// asked for, and nothing waits on purpose.
/// </summary>
/// <param name="read">Looks some keys up: as many results, in the same order.</param>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class Gathering<TKey, TFound>(Func<IReadOnlyList<TKey>, Task<TFound[]>> read)
{
    private const int MostKeys = 256;
    private const int MostAtOnce = 2;
    private readonly Lock gate = new();
    private readonly Queue<(TKey Key, TaskCompletionSource<TFound> Asked)> waiting = [];
    private int underWay;

    public Task<TFound> FindAsync(TKey key)
    {
        var asked = new TaskCompletionSource<TFound>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Enqueue((key, asked));
            if (underWay == MostAtOnce)
            {
                return asked.Task;
            }

            underWay++;
        }

        // Behind what others are about to ask.
        ThreadPool.UnsafeQueueUserWorkItem(static all => _ = all.ReadOnAsync(), this, preferLocal: false);
        return asked.Task;
    }

    private async Task ReadOnAsync()
    {
        for (var batch = Take(); batch.Count > 0; batch = Take())
        {
            try
            {
                var found = await read(batch.ConvertAll(one => one.Key));
                for (var index = 0; index < batch.Count; index++)
                {
                    batch[index].Asked.SetResult(found[index]);
                }
            }
            catch (Exception exception)
            {
                batch.ForEach(one => one.Asked.TrySetException(exception));
            }
        }
    }

    private List<(TKey Key, TaskCompletionSource<TFound> Asked)> Take()
    {
        lock (gate)
        {
            var batch = new List<(TKey, TaskCompletionSource<TFound>)>(Math.Min(MostKeys, waiting.Count));
            while (batch.Count < MostKeys && waiting.TryDequeue(out var one))
            {
                batch.Add(one);
            }

            if (batch.Count == 0)
            {
                underWay--;
            }

            return batch;
        }
    }
}
