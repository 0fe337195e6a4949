using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Baton.Server.Tests.Alerts;
using Baton.Server.Tests.Cli;

namespace Baton.Server.Tests.Notifications;

/// <summary>Mail over STARTTLS, to a real SMTP server that takes none without it; Baton as a process of its own, whose trust is set by its environment.</summary>
public sealed class MailTlsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mail_goes_out_encrypted_where_the_servers_certificate_is_trusted()
    {
        Assert.SkipUnless(SmtpServer.IsPresent, SmtpServer.Absent);
        using var certificate = new ServerCertificate();
        await using var smtp = await SmtpServer.StartAsync(certificate);
        await using var baton = await EscalateAsync(smtp, new() { ["SSL_CERT_FILE"] = certificate.CertificateFile });

        await Eventually.TrueAsync(() => Task.FromResult(smtp.Mails.Count > 0), () => "There is no mail.");

        Assert.Contains("desk@example.org", Assert.Single(smtp.Mails), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_told_to_a_server_whose_certificate_is_not_trusted()
    {
        Assert.SkipUnless(SmtpServer.IsPresent, SmtpServer.Absent);
        using var certificate = new ServerCertificate();
        await using var smtp = await SmtpServer.StartAsync(certificate);
        await using var baton = await EscalateAsync(smtp, []);

        await Eventually.TrueAsync(() => Task.FromResult(smtp.Connections > 1), () => "Nobody came.");

        Assert.Empty(smtp.Mails);
    }

    private static async Task<Serving> EscalateAsync(SmtpServer smtp, Dictionary<string, string> environment)
    {
        const string mail = "BATON__NOTIFICATIONS__CHANNELS__MAIL__";
        var settings = new Dictionary<string, string>(environment)
        {
            [mail + "KIND"] = "email",
            [mail + "HOST"] = "localhost",
            [mail + "PORT"] = $"{smtp.Port}",
            [mail + "TLS"] = "starttls",
            [mail + "FROM"] = "baton@example.org",
            [mail + "TO__0"] = "desk@example.org",
            ["BATON__NOTIFICATIONS__EVENTS__CASE_ESCALATED__CHANNELS__0"] = "mail",
        };
        var data = Directory.CreateTempSubdirectory("baton-mail");
        var (process, url) = await BatonProcess.ServeAsync(data.FullName, environment: settings);
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        var body = new { assistant_id = "support_desk", if_not_exists = "create", input = new { user_id = "u1", message = "I want to talk to a manager" } };
        using var answer = await client.PostAsJsonAsync("/threads/case-1/runs", body, Token);
        answer.EnsureSuccessStatusCode();
        return new Serving(process, data);
    }

    /// <summary>A server and its data, which go together.</summary>
    private sealed class Serving(BatonProcess process, DirectoryInfo data) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await process.DisposeAsync();
            data.Delete(recursive: true);
        }
    }
}

/// <summary>A certificate for localhost that signs itself, in files as OpenSSL reads them.</summary>
internal sealed class ServerCertificate : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-certificate");

    public ServerCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string CertificateFile => Path.Combine(_folder.FullName, "certificate.pem");

    public string KeyFile => Path.Combine(_folder.FullName, "key.pem");

    public void Dispose() => _folder.Delete(recursive: true);
}
