namespace Baton.Agents.Cost.Kill;

/// <summary>A model call under way, which the kill switch can cut off.</summary>
/// <remarks>Safe for concurrent use: it may be cut off while it ends.</remarks>
internal sealed class KillPass : IDisposable
{
    private readonly CancellationTokenSource _cut;
    private readonly Action<KillPass> _ended;

    public KillPass(CallPlace place, Action<KillPass> ended, CancellationToken cancellation)
    {
        _cut = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _ended = ended;
        (Place, Token) = (place, _cut.Token);
    }

    public CallPlace Place { get; }

    /// <summary>Cancelled where the call itself is, or the switch cuts it off.</summary>
    public CancellationToken Token { get; }

    /// <summary>True where the switch has cut it off.</summary>
    public bool IsCut { get; private set; }

    public void Cut()
    {
        IsCut = true;
        try
        {
            _cut.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in the same moment.
        }
    }

    public void Dispose()
    {
        _ended(this);
        _cut.Dispose();
    }
}
