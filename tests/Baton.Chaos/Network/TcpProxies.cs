namespace Baton.Chaos.Network;

/// <summary>All ways of one server to its database: one for each host that the database may be on.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class TcpProxies : IAsyncDisposable
{
    private readonly List<TcpProxy> _ways;

    public TcpProxies(IEnumerable<int> targets)
    {
        _ways = [.. targets.Select(target => new TcpProxy(target))];
        foreach (var way in _ways) way.Start();
    }

    /// <summary>Where they listen, in the order of the targets.</summary>
    public IReadOnlyList<int> Ports => [.. _ways.Select(way => way.Port)];

    /// <inheritdoc cref="TcpProxy.Hold"/>
    public void Hold() => _ways.ForEach(way => way.Hold());

    /// <inheritdoc cref="TcpProxy.Release"/>
    public void Release() => _ways.ForEach(way => way.Release());

    /// <inheritdoc cref="TcpProxy.LoseReplies"/>
    public void LoseReplies() => _ways.ForEach(way => way.LoseReplies());

    /// <inheritdoc cref="TcpProxy.Cut"/>
    public void Cut() => _ways.ForEach(way => way.Cut());

    public async ValueTask DisposeAsync()
    {
        foreach (var way in _ways) await way.DisposeAsync();
    }
}
