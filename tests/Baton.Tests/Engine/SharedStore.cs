using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;

namespace Baton.Tests.Engine;

/// <summary>A store in memory that several servers share: nobody is declared dead for being another, and servers hear one another.</summary>
internal sealed class SharedStore(TimeProvider? time = null) : IStore, IServerStore, ILiveStore
{
    private readonly InMemoryStore _inner = new(time ?? TimeProvider.System);
    private readonly ConcurrentDictionary<Channel<StoreHint>, bool> _listeners = new();
    private readonly ConcurrentDictionary<(Guid Run, int Start), RunningText> _texts = new();

    public bool IsShared => true;

    /// <summary>True where hints get lost.</summary>
    public bool IsDeaf { get; set; }

    public int Listeners => _listeners.Count;

    public IReadOnlyCollection<RunningText> Texts => [.. _texts.Values];

    public string Name => _inner.Name;

    public IRunStore Runs => _inner.Runs;

    public IThreadStore Threads => _inner.Threads;

    public IServerStore Servers => this;

    public IPoolStore Pools => _inner.Pools;

    public IOutboxStore Outbox => _inner.Outbox;

    /// <summary>The records; a test may put its own in their place.</summary>
    public IRecordStore Records { get => field ?? _inner.Records; set; }

    /// <summary>The accounts; a test may put its own in their place.</summary>
    public ICaseStore Cases => _inner.Cases;

    public ICostStore Costs { get => field ?? _inner.Costs; set; }

    public ISearchStore Search => _inner.Search;

    public ILiveStore Live => this;

    public Baton.Engine.Stores.Transfer.ITransferStore Transfer => _inner.Transfer;

    public ValueTask OpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

    public ValueTask<IReadOnlyList<string>> CheckIntegrityAsync(CancellationToken cancellationToken) => _inner.CheckIntegrityAsync(cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    public ValueTask<long> RegisterAsync(string name, TimeSpan lease, CancellationToken cancellationToken) => _inner.Servers.RegisterAsync(name, lease, cancellationToken);

    public ValueTask<DateTimeOffset?> HeartbeatAsync(long incarnation, TimeSpan lease, CancellationToken cancellationToken) =>
        _inner.Servers.HeartbeatAsync(incarnation, lease, cancellationToken);

    public ValueTask<int> ReapAsync(long incarnation, CancellationToken cancellationToken) => ValueTask.FromResult(0);

    public ValueTask<ServerRow?> FindAsync(long incarnation, CancellationToken cancellationToken) => _inner.Servers.FindAsync(incarnation, cancellationToken);

    public ValueTask LeaveAsync(long incarnation, CancellationToken cancellationToken) => _inner.Servers.LeaveAsync(incarnation, cancellationToken);

    public ValueTask TellAsync(IReadOnlyCollection<StoreHint> hints, CancellationToken cancellationToken)
    {
        if (IsDeaf) return ValueTask.CompletedTask;
        foreach (var listener in _listeners.Keys)
        {
            foreach (var hint in hints) listener.Writer.TryWrite(hint);
        }

        return ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<StoreHint> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<StoreHint>();
        _listeners[channel] = true;
        try
        {
            await foreach (var hint in channel.Reader.ReadAllAsync(cancellationToken)) yield return hint;
        }
        finally
        {
            _listeners.TryRemove(channel, out _);
        }
    }

    public ValueTask KeepTextsAsync(IReadOnlyCollection<RunningText> texts, CancellationToken cancellationToken)
    {
        foreach (var text in texts)
        {
            if (text.Text.Length > 0) _texts[(text.Run, text.Start)] = text;
            else _texts.TryRemove((text.Run, text.Start), out _);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<RunningText>> TextsAsync(Guid run, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RunningText>>([.. _texts.Values.Where(text => text.Run == run)]);
}
