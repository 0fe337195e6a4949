using System.Collections;

namespace Baton.Graphs;

/// <summary>
/// An immutable list that only grows. A state keeps what accumulates in logs (messages are one): a checkpoint then writes the
/// appended items alone, never the whole list again.
/// </summary>
/// <typeparam name="T">The type of the items; itself immutable.</typeparam>
/// <remarks>Safe for concurrent use. Appending to the newest log is O(1); appending to an older one copies it first.</remarks>
public sealed class Log<T> : IReadOnlyList<T>, ILog
{
    /// <summary>The log without items.</summary>
    public static readonly Log<T> Empty = new(new Tail(), 0);

    private readonly Tail _tail;

    private Log(Tail tail, int count)
    {
        _tail = tail;
        Count = count;
    }

    /// <summary>How many items the log has.</summary>
    public int Count { get; }

    /// <summary>The item at <paramref name="index"/>, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative or not below <see cref="Count"/>.</exception>
    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return _tail.Items[index];
        }
    }

    /// <summary>A log with <paramref name="item"/> after the present ones.</summary>
    public Log<T> Add(T item) => AddRange([item]);

    /// <summary>A log with <paramref name="items"/> after the present ones.</summary>
    public Log<T> AddRange(params ReadOnlySpan<T> items)
    {
        if (items.IsEmpty) return this;

        // The empty log is one for all: what grows out of it must not stay alive with it.
        if (Count > 0)
        {
            lock (_tail)
            {
                // Two logs may share a tail only while one is the other's prefix.
                if (_tail.Count == Count)
                {
                    _tail.Append(items);
                    return new Log<T>(_tail, _tail.Count);
                }
            }
        }

        var copy = new Tail();
        copy.Append(_tail.Items.AsSpan(0, Count));
        copy.Append(items);
        return new Log<T>(copy, copy.Count);
    }

    /// <inheritdoc />
    public IEnumerator<T> GetEnumerator()
    {
        for (var index = 0; index < Count; index++) yield return _tail.Items[index];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    Type ILog.ItemType => typeof(T);

    bool ILog.Extends(ILog? earlier)
    {
        if (earlier is null) return true;
        if (earlier is not Log<T> other || other.Count > Count) return false;
        if (ReferenceEquals(other._tail, _tail)) return true;
        for (var index = 0; index < other.Count; index++)
        {
            if (!EqualityComparer<T>.Default.Equals(other._tail.Items[index], _tail.Items[index])) return false;
        }

        return true;
    }

    object? ILog.ItemAt(int index) => this[index];

    /// <summary>The storage that a log and its prefixes share.</summary>
    private sealed class Tail
    {
        public T[] Items = [];
        public int Count;

        public void Append(ReadOnlySpan<T> items)
        {
            if (Count + items.Length > Items.Length)
            {
                var grown = new T[Math.Max(Math.Max(4, Items.Length * 2), Count + items.Length)];
                Items.AsSpan(0, Count).CopyTo(grown);
                Items = grown;
            }

            items.CopyTo(Items.AsSpan(Count));
            Count += items.Length;
        }
    }
}

/// <summary>What the engine needs of a log without knowing its item type.</summary>
public interface ILog
{
    /// <summary>How many items the log has.</summary>
    int Count { get; }

    /// <summary>The type of the items.</summary>
    Type ItemType { get; }

    /// <summary>True where <paramref name="earlier"/> is a prefix of this log (null counts as the empty one).</summary>
    bool Extends(ILog? earlier);

    /// <summary>The item at <paramref name="index"/>, counted from 0.</summary>
    object? ItemAt(int index);
}
