using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Baton.Engine.Journal;

namespace Baton.Engine.Effects;

/// <summary>Ids that follow from where they are used, so that a node that runs again finds its own tickets, effects and children.</summary>
internal static class TicketIds
{
    /// <summary>A ticket's id: 32 hex digits.</summary>
    public static string Of(string tenant, Guid run, string visit, TicketKind kind, string name, int ordinal) =>
        Convert.ToHexStringLower(Hash($"ticket|{tenant}|{run}|{visit}|{kind}|{name}|{ordinal}"));

    /// <summary>An effect's idempotency key: never depends on the attempt.</summary>
    public static string EffectKey(string tenant, Guid run, string visit, string name, int ordinal, int generation) =>
        Convert.ToHexStringLower(Hash($"effect|{tenant}|{run}|{visit}|{name}|{ordinal}|{generation}"));

    /// <summary>A child run's id: the time of its parent, so that ids sort by time, and a hash of the visit.</summary>
    public static Guid Child(string tenant, Guid parent, string visit) => Stamped(parent, Hash($"child|{tenant}|{parent}|{visit}"));

    /// <summary>The id of the run that repairs another one.</summary>
    public static Guid Repair(string tenant, Guid run) => Stamped(run, Hash($"repair|{tenant}|{run}"));

    /// <summary>The id of a schedule that is made under an idempotency key.</summary>
    public static Guid Schedule(string tenant, string key) => Stamped(Guid.Empty, Hash($"schedule|{tenant}|{key}"));

    /// <summary>The id of the thread that a schedule makes for one of its times: that time, and a hash of both.</summary>
    public static Guid ScheduledThread(string tenant, Guid schedule, DateTimeOffset due)
    {
        Span<byte> time = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(time, due.ToUnixTimeMilliseconds() << 16);
        return Stamped(new Guid(time, bigEndian: true), Hash($"scheduled|{tenant}|{schedule}|{due.UtcTicks}"));
    }

    private static Guid Stamped(Guid timed, byte[] bytes)
    {
        timed.ToByteArray(bigEndian: true).AsSpan(0, 6).CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The hash of an effect's arguments.</summary>
    public static string Arguments(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16];
}
