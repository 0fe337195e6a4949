using System.Numerics;

namespace Baton.Agents.Intents;

/// <summary>The features that a model knows: hash to number, words before pieces, with the weight that rare ones have over frequent ones.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal sealed class FeatureTable
{
    private readonly int[] _slots;
    private readonly uint[] _hashes;
    private readonly float[] _rarity;

    /// <summary>A table of these features.</summary>
    /// <param name="hashes">The features' hashes, all different.</param>
    /// <param name="rarity">The weight of each.</param>
    /// <param name="words">How many of them, from the first, are words, neighbours and pairs; the rest are pieces.</param>
    public FeatureTable(uint[] hashes, float[] rarity, int words)
    {
        (_hashes, _rarity, Words) = (hashes, rarity, words);
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, hashes.Length * 2))];
        for (var feature = 0; feature < hashes.Length; feature++)
        {
            var slot = SlotOf(hashes[feature]);
            while (_slots[slot] != 0) slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = feature + 1;
        }
    }

    /// <summary>How many features there are.</summary>
    public int Count => _hashes.Length;

    /// <summary>How many of them are not pieces.</summary>
    public int Words { get; }

    public ReadOnlySpan<uint> Hashes => _hashes;

    public ReadOnlySpan<float> Rarity => _rarity;

    /// <summary>The feature's number; -1 where the table does not have it.</summary>
    public int Find(uint hash)
    {
        for (var slot = SlotOf(hash); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (_hashes[_slots[slot] - 1] == hash) return _slots[slot] - 1;
        }

        return -1;
    }

    private int SlotOf(uint hash) => (int)(hash & (uint)(_slots.Length - 1));
}
