using Baton.Engine.Stores;

namespace Baton.Engine.Hosting;

/// <summary>Goes round all threads, some a pass.</summary>
internal sealed class ThreadRounds(TimeProvider time)
{
    private const int MostThreads = 200;
    private const int MostLooks = 100;
    private ThreadRow? _last;
    private DateTimeOffset _nextRound;

    /// <summary>Goes on with the threads after those of the last pass; begins again, after a rest, once all have been looked at.</summary>
    /// <param name="rest">How long to rest between rounds.</param>
    /// <param name="look">Looks at so many threads after another.</param>
    /// <param name="work">What to do with each that is found.</param>
    public async Task GoOnAsync(TimeSpan rest, Func<ThreadRow?, int, ValueTask<AgedThreads>> look, Func<ThreadRow, Task> work)
    {
        var now = time.GetUtcNow();
        if (now < _nextRound) return;
        for (var (looks, found) = (0, 0); looks < MostLooks && found < MostThreads; looks++)
        {
            var aged = await look(_last, MostThreads);
            foreach (var thread in aged.Threads)
            {
                _last = thread;
                await work(thread);
            }

            _last = aged.Last;
            found += aged.Threads.Count;
            if (_last is null) break;
        }

        if (_last is not null) return;
        _nextRound = now + rest;
    }
}
