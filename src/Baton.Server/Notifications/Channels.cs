using System.Net;
using System.Net.Mail;
using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Notifications;

/// <summary>Delivers what lies in the outbox for a channel: posted and signed, or by mail.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed partial class Channels(NotificationSettings settings, TimeProvider time, ILogger<Channels> log) : IOutboxRoute, IDisposable
{
    private const string Scheme = "channel:";

    private static readonly TimeSpan MailLimit = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, WebhookSender> _webhooks = settings.Channels
        .Where(channel => channel.Value.Kind == "webhook")
        .ToDictionary(
            channel => channel.Key,
            channel => new WebhookSender(
                channel.Value.Secret, channel.Value.AllowPrivate, $"Set {NotificationOptions.Section}:Channels:{channel.Key}:AllowPrivate to allow it.", time),
            StringComparer.OrdinalIgnoreCase);

    /// <summary>The outbox' destination for a channel.</summary>
    public static string Destination(string channel) => Scheme + channel.ToLowerInvariant();

    public bool Takes(OutboxMessage message) => message.Destination.StartsWith(Scheme, StringComparison.Ordinal);

    public async ValueTask<string?> SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var channel = message.Destination[Scheme.Length..];
        if (!settings.Channels.TryGetValue(channel, out var options)) return "this server has no such channel";
        var failure = _webhooks.TryGetValue(channel, out var webhook)
            ? await webhook.SendAsync(new Uri(options.Url!), message, cancellationToken)
            : await MailAsync(options, message, cancellationToken);
        if (failure is null) LogDelivered(message.Key, channel);
        return failure;
    }

    public void Dispose()
    {
        foreach (var webhook in _webhooks.Values) webhook.Dispose();
    }

    private static async Task<string?> MailAsync(ChannelOptions channel, OutboxMessage message, CancellationToken cancellationToken)
    {
        if (Notice.Read(message.Body) is not { } notice) return "it cannot be read";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(MailLimit);
        try
        {
            using var mail = Mail(channel, notice, message.Key);
            using var smtp = new SmtpClient(channel.Host, channel.Port) { EnableSsl = channel.Tls == "starttls" };
            if (channel.User is { Length: > 0 } user) smtp.Credentials = new NetworkCredential(user, channel.Password);
            await smtp.SendMailAsync(mail, limit.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"the SMTP server did not answer within {MailLimit.TotalSeconds} s";
        }
        catch (SmtpException exception)
        {
            // Its text repeats what the server said, receivers included.
            return $"the SMTP server refused it ({exception.StatusCode})";
        }
    }

    private static MailMessage Mail(ChannelOptions channel, Notice notice, string key)
    {
        var from = new MailAddress(channel.From!);
        var mail = new MailMessage { From = from, Subject = notice.Subject, Body = notice.Text };
        foreach (var to in channel.To) mail.To.Add(to);

        // The same for every try: whoever gets it twice can tell, and most mail programs do.
        mail.Headers.Add("Message-ID", $"<{key}@{from.Host}>");
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return mail;
    }

    [LoggerMessage(EventId = 625, Level = LogLevel.Debug, Message = "The message {Key} was delivered to channel {Channel}.")]
    private partial void LogDelivered(string key, string channel);
}
