using System.Net;
using Baton.Engine.A2A;
using Baton.Engine.Hosting;
using Baton.Errors;
using Baton.Server.Http;

namespace Baton.Server.A2A;

/// <summary>Reads push notification configurations.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class PushConfigReader(EngineOptions options)
{
    private const int MaxUrl = 2_048;
    private const int MaxSecret = 4_096;

    /// <summary>The configuration; faults are noted with the fields.</summary>
    public PushConfig Read(Fields fields)
    {
        var authentication = fields.Nested("authentication");
        return new PushConfig(Url(fields))
        {
            Id = Id(fields),
            TaskId = MessageReader.NotEmpty(fields.Text("task_id")),
            Token = Secret(fields, "token"),
            Authentication = authentication is null ? null : Authentication(authentication),
        };
    }

    private string Url(Fields fields)
    {
        var url = fields.Text("url");
        if (url is not { Length: <= MaxUrl } || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            fields.Add("url", $"An absolute http or https address of at most {MaxUrl} characters is expected.");
            return "";
        }

        var isPrivate = IPAddress.TryParse(address.DnsSafeHost, out var literal) ? OutboundGuard.IsPrivate(literal) : address.IsLoopback;
        if (isPrivate && !options.AllowPrivateWebhooks)
        {
            fields.Add(new Fault(ErrorCodes.WebhookRefused, "url", "The address is private. Name a public one, or set Baton:Engine:AllowPrivateWebhooks to allow it."));
        }

        return url;
    }

    private static string? Id(Fields fields)
    {
        var id = MessageReader.NotEmpty(fields.Text("id"));
        if (id is { Length: <= 128 } && !id.Contains('/', StringComparison.Ordinal)) return id;
        if (id is not null) fields.Add("id", "An id of at most 128 characters without a slash is expected.");
        return null;
    }

    private static PushAuthentication Authentication(Fields fields)
    {
        var scheme = Secret(fields, "scheme");
        if (scheme is null || !scheme.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')) fields.Add("scheme", "A scheme such as Bearer is expected.");
        return new PushAuthentication(scheme ?? "") { Credentials = Secret(fields, "credentials") };
    }

    // It becomes part of a header.
    private static string? Secret(Fields fields, string name)
    {
        var secret = MessageReader.NotEmpty(fields.Text(name));
        if (secret is null || (secret.Length <= MaxSecret && secret.All(letter => letter is >= ' ' and <= '~'))) return secret;
        fields.Add(name, $"At most {MaxSecret} printable ASCII characters are expected.");
        return null;
    }
}
