using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Baton.Engine.RemoteAgents;

/// <summary>A remote agent, checked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Versions">Its versions, by name; at least one, and one with a weight.</param>
internal sealed record RemoteAgent(string Name, IReadOnlyList<RemoteVersion> Versions)
{
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(15);

    public int Retries { get; init; } = 2;

    public string? Fallback { get; init; }

    public RemoteProtocol Protocol { get; init; }

    public bool AllowPrivate { get; init; }

    public TimeSpan? HealthInterval { get; init; }

    /// <summary>Sent with each request; the values may be secrets.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The version for a choice: by its hash, so that it is the same on every server and in every call.</summary>
    public RemoteVersion Choose(string choice)
    {
        if (Versions.Count == 1) return Versions[0];
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}|{choice}"));
        var at = (long)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)Versions.Sum(version => (long)version.Weight));
        foreach (var version in Versions)
        {
            if (at < version.Weight) return version;
            at -= version.Weight;
        }

        return Versions[^1];
    }

    /// <summary>The version of this name; null where it is gone.</summary>
    public RemoteVersion? Find(string version) => Versions.FirstOrDefault(known => known.Name == version);

    /// <summary>The agent as it is called at an address: where it is no longer configured to be, it gets no keys and no way into private networks.</summary>
    public RemoteAgent At(string address) =>
        Versions.Any(version => CardFacts.IsSameOrigin(version.Address, new Uri(address))) ? this : this with { Headers = [], AllowPrivate = false };

    public override string ToString() => Name;
}

/// <summary>A version of a remote agent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it answers.</param>
/// <param name="Weight">Its share of the calls.</param>
internal sealed record RemoteVersion(string Name, string Address, int Weight)
{
    /// <summary>How addresses of this server's assistants begin.</summary>
    public const string Local = "assistant:";

    /// <summary>The assistant of this server, or null.</summary>
    public string? Assistant => Address.StartsWith(Local, StringComparison.Ordinal) ? Address[Local.Length..] : null;
}

/// <summary>How a remote agent is spoken to.</summary>
internal enum RemoteProtocol
{
    /// <summary>As its card says, JSON-RPC of 1.0 before others.</summary>
    Auto,

    /// <summary>1.0 over JSON-RPC.</summary>
    JsonRpc,

    /// <summary>1.0 over HTTP+JSON.</summary>
    HttpJson,

    /// <summary>0.3 over JSON-RPC.</summary>
    Legacy,
}
