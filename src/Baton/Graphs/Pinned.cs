using System.Security.Cryptography;
using System.Text.Json;
using Baton.Contracts;

namespace Baton.Graphs;

/// <summary>What a visit goes by, named by its content. See <see cref="NodeContext.PinAsync{T}(string, Pinned{T})"/>.</summary>
/// <typeparam name="T">What it is; it must survive JSON.</typeparam>
/// <remarks>Immutable where its value is; then safe for concurrent use.</remarks>
public sealed class Pinned<T>
{
    internal Pinned(string hash, T value)
    {
        Hash = hash;
        Value = value;
    }

    /// <summary>The first 32 hex digits of SHA-256 over the value's JSON.</summary>
    public string Hash { get; }

    /// <summary>The value.</summary>
    public T Value { get; }
}

/// <summary>Names values by their content.</summary>
public static class Pinned
{
    /// <summary>Names a value. Costs its JSON: keep the result where the value is used often.</summary>
    public static Pinned<T> Of<T>(T value)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, BatonJson.Options);
        return new Pinned<T>(Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16)), value);
    }
}
