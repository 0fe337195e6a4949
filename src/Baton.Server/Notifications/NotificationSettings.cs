using System.Collections.Frozen;
using System.Net.Mail;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Server.Notifications;

/// <summary>The notifications' options, checked once at start.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal sealed class NotificationSettings
{
    private readonly List<Fault> _faults = [];

    /// <exception cref="ValidationException">The configuration has faults; all are listed.</exception>
    public NotificationSettings(IConfiguration configuration)
    {
        var section = configuration.GetSection(NotificationOptions.Section);
        Channels = SettingsReader.ReadAll<ChannelOptions>(section.GetSection("Channels"), Refuse).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        Events = SettingsReader.ReadAll<EventOptions>(section.GetSection("Events"), Refuse).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        RunPage = section["RunPage"] ?? new NotificationOptions().RunPage;
        foreach (var child in section.GetChildren().Where(child => child.Key.ToUpperInvariant() is not ("CHANNELS" or "EVENTS" or "RUNPAGE")))
        {
            Refuse(child.Path, "There is no such setting. Use Channels, Events or RunPage.");
        }

        foreach (var (name, channel) in Channels) Check($"{NotificationOptions.Section}:Channels:{name}", channel);
        foreach (var (name, told) in Events) Check($"{NotificationOptions.Section}:Events:{name}", name, told);
        if (_faults.Count > 0) throw new ValidationException(ErrorCodes.NotificationInvalid, "The notifications cannot be used", _faults);
    }

    public IReadOnlyDictionary<string, ChannelOptions> Channels { get; }

    public IReadOnlyDictionary<string, EventOptions> Events { get; }

    public string RunPage { get; }

    /// <summary>The channels, for a fault's text.</summary>
    public string Known => Channels.Count == 0 ? "none; add one under Baton:Notifications:Channels" : string.Join(", ", Channels.Keys.Order(StringComparer.Ordinal));

    private void Check(string where, ChannelOptions channel)
    {
        switch (channel.Kind)
        {
            case "webhook":
                if (!Uri.TryCreate(channel.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) Refuse($"{where}:Url", "It is no http or https address. Write it like https://example.org/hook.");
                break;
            case "email":
                CheckEmail(where, channel);
                break;
            default:
                Refuse($"{where}:Kind", $"'{channel.Kind}' is not known. Set webhook or email.");
                break;
        }
    }

    private void CheckEmail(string where, ChannelOptions channel)
    {
        if (string.IsNullOrWhiteSpace(channel.Host)) Refuse($"{where}:Host", "It names no SMTP server. Set one, like smtp.example.org.");
        if (channel.Port is < 1 or > 65_535) Refuse($"{where}:Port", $"{channel.Port} is no port. Set one from 1 to 65535; 587 is usual.");
        if (channel.Tls is not ("starttls" or "none")) Refuse($"{where}:Tls", $"'{channel.Tls}' is not known. Set starttls, or none for a server in a network of your own.");
        if (channel is { Tls: "none", Password: not null }) Refuse($"{where}:Tls", "A password would be sent in the clear. Set starttls, or remove User and Password.");
        if (!MailAddress.TryCreate(channel.From, out _)) Refuse($"{where}:From", "It is no mail address. Set one, like baton@example.org.");
        if (channel.To.Count is 0 or > 50) Refuse($"{where}:To", "It needs 1 to 50 receivers. Add them as To:0, To:1 …");
        foreach (var to in channel.To.Where(to => !MailAddress.TryCreate(to, out _))) Refuse($"{where}:To", $"'{to}' is no mail address. Correct it.");
    }

    private void Check(string where, string name, EventOptions told)
    {
        if (!EventNames.All.Contains(name)) Refuse(where, $"There is no such event. Use {string.Join(", ", EventNames.All.Order(StringComparer.Ordinal))}.");
        if (told.Channels.Count == 0) Refuse($"{where}:Channels", $"It tells nobody. Name a channel as Channels:0; there are {Known}.");
        foreach (var channel in told.Channels.Where(channel => !Channels.ContainsKey(channel))) Refuse($"{where}:Channels", $"There is no channel '{channel}'. There are {Known}.");
        foreach (var (key, text) in new[] { ("Subject", told.Subject), ("Text", told.Text) })
        {
            if (text is not null && NoticeTemplate.Unknown(text) is { Count: > 0 } unknown)
            {
                Refuse($"{where}:{key}", $"It names {string.Join(", ", unknown)}. Use {string.Join(", ", NoticeTemplate.Names.Select(known => $"{{{known}}}"))}.");
            }
        }
    }

    private void Refuse(string where, string what) => _faults.Add(new Fault(ErrorCodes.NotificationInvalid, where, what));
}
