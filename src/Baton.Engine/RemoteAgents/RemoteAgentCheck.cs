using System.Globalization;
using System.Net;
using Baton.Engine.Hosting;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.Configuration;

namespace Baton.Engine.RemoteAgents;

/// <summary>Reads one agent's settings over its defaults, and notes every fault with its place and the cure. Values of headers are never repeated.</summary>
internal sealed class RemoteAgentCheck(string name, string path, List<Fault> faults)
{
    private static readonly string[] Keys =
        ["Url", "Versions", "Timeout", "MaxWait", "Retries", "Fallback", "ApiKey", "Headers", "Protocol", "AllowPrivate", "HealthInterval"];

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(15);
    private IConfigurationSection? _section;

    /// <summary>The agent; null where it cannot be made out.</summary>
    public RemoteAgent? Read(RemoteAgentOptions? defaults, IConfigurationSection? section)
    {
        _section = section;
        var known = defaults ?? new RemoteAgentOptions();
        if (!GraphName.IsValid(name)) Refuse("", $"The name has the wrong form: {GraphName.Form}.");
        RefuseUnknown(section, Keys);
        var allowPrivate = Flag("AllowPrivate") ?? known.AllowPrivate ?? false;
        var timeout = Time("Timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)) ?? known.Timeout ?? DefaultTimeout;
        var agent = new RemoteAgent(name, Versions(known, allowPrivate))
        {
            Timeout = timeout,
            MaxWait = Time("MaxWait", timeout, TimeSpan.FromDays(30)) ?? known.MaxWait ?? timeout,
            Retries = Number("Retries", 0, 10) ?? known.Retries ?? 2,
            Fallback = Text("Fallback") ?? known.Fallback,
            Protocol = Protocol(Text("Protocol") ?? known.Protocol),
            AllowPrivate = allowPrivate,
            HealthInterval = Time("HealthInterval", TimeSpan.FromSeconds(5), TimeSpan.FromDays(1)) ?? known.HealthInterval,
            Headers = Headers(known),
        };
        if (agent.Versions.Count == 0) return null;
        if (agent.Versions.All(version => version.Weight == 0)) Refuse("Versions", "Every version has the weight 0. Give one of them more.");
        return agent;
    }

    private List<RemoteVersion> Versions(RemoteAgentOptions known, bool allowPrivate)
    {
        var versions = _section?.GetSection("Versions").GetChildren().ToList() ?? [];
        var url = Text("Url");
        if (url is not null && versions.Count > 0) Refuse("Url", "Url and Versions are both set. Keep one of them.");
        if (url is not null) return Usable([(RemoteAgentSettings.OnlyVersion, "Url", url, 1)], allowPrivate);
        if (versions.Count > 0)
        {
            foreach (var version in versions) RefuseUnknown(version, ["Url", "Weight"]);
            return Usable([.. versions.Select(version => (version.Key, $"Versions:{version.Key}:Url", Text($"Versions:{version.Key}:Url"), Number($"Versions:{version.Key}:Weight", 0, 1_000_000) ?? 1))], allowPrivate);
        }

        if (known.Versions.Count > 0) return Usable([.. known.Versions.Select(pair => (pair.Key, "Versions", pair.Value.Url, pair.Value.Weight ?? 1))], allowPrivate);
        return Usable([(RemoteAgentSettings.OnlyVersion, "Url", known.Url, 1)], allowPrivate);
    }

    private List<RemoteVersion> Usable(List<(string Name, string Place, string? Url, int Weight)> given, bool allowPrivate)
    {
        var versions = new List<RemoteVersion>();
        foreach (var (version, place, url, weight) in given.OrderBy(version => version.Name, StringComparer.Ordinal))
        {
            if (version.Length > 64 || Telemetry.Labels.Name(version) is null) Refuse(place, $"The version '{version}' has the wrong form: up to 64 letters, digits, _, - and .");
            if (AddressFault(url, allowPrivate) is { } fault) Refuse(place, fault);
            versions.Add(new RemoteVersion(version, url ?? "", weight));
        }

        return versions;
    }

    private static string? AddressFault(string? url, bool allowPrivate)
    {
        if (string.IsNullOrEmpty(url)) return $"It has no address. Set Url to http://…, https://… or {RemoteVersion.Local}{{id}}, or Versions to several of them.";
        if (url.StartsWith(RemoteVersion.Local, StringComparison.Ordinal)) return url.Length > RemoteVersion.Local.Length ? null : $"Name the assistant: {RemoteVersion.Local}{{id}}.";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            return $"It is no address. Write http://…, https://… or {RemoteVersion.Local}{{id}}.";
        }

        if (address.UserInfo.Length > 0) return "An address with a name and password in it is not taken. Use ApiKey or Headers.";
        var isPrivate = IPAddress.TryParse(address.DnsSafeHost, out var literal) ? OutboundGuard.IsPrivate(literal) : address.IsLoopback;
        return isPrivate && !allowPrivate ? "The address is private. Name a public one, or set AllowPrivate to true." : null;
    }

    private List<KeyValuePair<string, string>> Headers(RemoteAgentOptions known)
    {
        var headers = new Dictionary<string, string>(known.Headers, StringComparer.OrdinalIgnoreCase);
        foreach (var child in _section?.GetSection("Headers").GetChildren() ?? []) headers[child.Key] = child.Value ?? "";
        if ((Text("ApiKey") ?? known.ApiKey) is { } key) headers["Authorization"] = $"Bearer {key}";
        using var probe = new HttpRequestMessage();
        foreach (var (header, value) in headers)
        {
            if (!IsHeader(probe, header, value)) Refuse($"Headers:{header}", "It cannot be sent as a header. Correct its name or its value.");
        }

        return [.. headers];
    }

    private static bool IsHeader(HttpRequestMessage probe, string header, string value)
    {
        try
        {
            probe.Headers.Add(header, value);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    private RemoteProtocol Protocol(string? text)
    {
        switch (text?.ToLowerInvariant())
        {
            case null or "auto": return RemoteProtocol.Auto;
            case "1.0": return RemoteProtocol.JsonRpc;
            case "1.0+http": return RemoteProtocol.HttpJson;
            case "0.3": return RemoteProtocol.Legacy;
            default:
                Refuse("Protocol", "There is no such protocol. Write 1.0 (JSON-RPC), 1.0+http, 0.3 or auto.");
                return RemoteProtocol.Auto;
        }
    }

    private string? Text(string key) => _section?[key]?.Trim() is { Length: > 0 } text ? text : null;

    private bool? Flag(string key)
    {
        if (Text(key) is not { } text) return null;
        if (bool.TryParse(text, out var flag)) return flag;
        Refuse(key, "Write true or false.");
        return null;
    }

    private int? Number(string key, int least, int most)
    {
        if (Text(key) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Refuse(key, $"Write a whole number from {least} to {most}.");
        return null;
    }

    private TimeSpan? Time(string key, TimeSpan least, TimeSpan most)
    {
        if (Text(key) is not { } text) return null;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= least && time <= most) return time;
        Refuse(key, $"Write a time from {least:c} to {most:c}, like 00:00:15.");
        return null;
    }

    private void RefuseUnknown(IConfigurationSection? section, string[] known)
    {
        if (section is { Value.Length: > 0 }) faults.Add(new Fault(ErrorCodes.RemoteAgentSettingInvalid, section.Path, $"It is one value, where settings belong: {string.Join(", ", known)}."));
        foreach (var child in section?.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) ?? [])
        {
            faults.Add(new Fault(ErrorCodes.RemoteAgentSettingInvalid, child.Path, $"There is no such setting here. Use one of {string.Join(", ", known)}."));
        }
    }

    private void Refuse(string key, string why) => faults.Add(new Fault(ErrorCodes.RemoteAgentSettingInvalid, key.Length > 0 ? $"{path}:{key}" : path, why));
}
