using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Errors;

namespace Baton.Engine.RemoteAgents;

/// <summary>What of a card decides how an agent is spoken to.</summary>
/// <param name="Wire">The binding.</param>
/// <param name="Streams">True where it streams.</param>
internal sealed record CardFacts(IRemoteWire Wire, bool Streams)
{
    /// <summary>Of an agent that has no card: JSON-RPC of 1.0 at the address itself.</summary>
    public static CardFacts None(Uri address) => new(new JsonRpcWire(address, isLegacy: false), Streams: false);

    /// <summary>Of a card of 1.0 or 0.3; JSON-RPC of 1.0 before HTTP+JSON, before 0.3.</summary>
    /// <param name="card">The card.</param>
    /// <param name="address">The configured address.</param>
    /// <exception cref="RemoteCallException">It names no way that Baton knows and may take.</exception>
    public static CardFacts Of(JsonElement card, Uri address)
    {
        if (card.ValueKind != JsonValueKind.Object) throw RemoteCallException.Invalid("its card is no object");
        var streams = card.TryGetProperty("capabilities", out var can) && can.ValueKind == JsonValueKind.Object
            && can.TryGetProperty("streaming", out var streaming) && streaming.ValueKind == JsonValueKind.True;
        List<Way> ways = [.. New(card), .. Old(card)];
        foreach (var (binding, version) in new[] { (A2AWire.JsonRpc, A2AWire.Version1), (A2AWire.HttpJson, A2AWire.Version1), (A2AWire.JsonRpc, A2AWire.Version03) })
        {
            var way = ways.Find(way => way.Binding == binding && way.Version == version && IsSameOrigin(way.Url, address));
            if (way is not null) return new CardFacts(WireOf(new Uri(way.Url), binding, version), streams);
        }

        // Keys go to the host that was configured, and nowhere else.
        throw ways.Exists(way => !IsSameOrigin(way.Url, address))
            ? new RemoteCallException(ErrorCodes.RemoteAgentRefused, "The agent's card names addresses on other hosts than the configured one. Configure Url to be on the host that it names, or set Protocol.")
            : RemoteCallException.Invalid("its card names neither JSON-RPC nor HTTP+JSON of 1.0, nor JSON-RPC of 0.3");
    }

    /// <summary>A binding at an address.</summary>
    public static IRemoteWire WireOf(Uri address, string binding, string version) =>
        binding == A2AWire.HttpJson ? new HttpJsonWire(address) : new JsonRpcWire(address, version == A2AWire.Version03);

    private static IEnumerable<Way> New(JsonElement card) =>
        Items(card, "supportedInterfaces").Select(item => new Way(Text(item, "url"), Text(item, "protocolBinding"), Line(Text(item, "protocolVersion"))));

    private static IEnumerable<Way> Old(JsonElement card)
    {
        if (!Text(card, "protocolVersion").StartsWith(A2AWire.Version03, StringComparison.Ordinal)) yield break;
        var preferred = Text(card, "preferredTransport");
        yield return new Way(Text(card, "url"), preferred.Length > 0 ? preferred : A2AWire.JsonRpc, A2AWire.Version03);
        foreach (var item in Items(card, "additionalInterfaces")) yield return new Way(Text(item, "url"), Text(item, "transport"), A2AWire.Version03);
    }

    /// <summary>Major and minor number: the patch must not matter.</summary>
    private static string Line(string version) => string.Join('.', version.Split('.').Take(2));

    /// <summary>True where both are on one host, behind one port.</summary>
    public static bool IsSameOrigin(string url, Uri address) =>
        Uri.TryCreate(url, UriKind.Absolute, out var named) && Uri.Compare(named, address, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static IEnumerable<JsonElement> Items(JsonElement value, string name) =>
        value.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object) : [];

    private static string Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private sealed record Way(string Url, string Binding, string Version);
}
