using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Baton.Server.Runs;

/// <summary>Ids made from names (UUID version 5, RFC 9562 §5.5): the same name always gives the same id.</summary>
internal static class NameIds
{
    // The namespace under which LangGraph servers make the ids of their default assistants; clients may have stored such ids.
    private static readonly Guid _graphs = new("6ba7b821-9dad-11d0-80b4-00c04fd430c8");

    /// <summary>The public id of a graph's assistant.</summary>
    public static Guid Assistant(string graph) => Create(_graphs, graph);

    /// <summary>The id of a task: stable for one node at one checkpoint.</summary>
    public static Guid Task(Guid run, string node) => Create(run, node);

    /// <summary>The id of a thread that is made under an idempotency key.</summary>
    public static Guid Thread(string tenant, string key) => Create(_graphs, $"thread\n{tenant}\n{key}");

    [SuppressMessage("Security", "CA5350", Justification = "RFC 9562 prescribes SHA-1 for version 5; nothing here rests on its strength.")]
    private static Guid Create(Guid space, string name)
    {
        var data = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        space.TryWriteBytes(data, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, data.AsSpan(16));
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(data, hash);
        hash[6] = (byte)(hash[6] & 0x0F | 0x50);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
