namespace Baton.Engine.Runs;

/// <summary>How often two nodes have followed each other in turn.</summary>
internal sealed class Alternation
{
    private string? _last;
    private string? _beforeLast;
    private int _count;

    /// <summary>The two, for a message.</summary>
    public string Pair => $"'{_beforeLast}' and '{_last}'";

    /// <summary>A node is entered.</summary>
    /// <returns>True where the two have handed over to each other so often.</returns>
    public bool Reaches(string node, int limit)
    {
        _count = node == _beforeLast && node != _last ? _count + 1 : 0;
        (_beforeLast, _last) = (_last, node);
        return _count >= limit * 2;
    }

    /// <summary>Something else came in between.</summary>
    public void Break() => (_last, _beforeLast, _count) = (null, null, 0);
}
