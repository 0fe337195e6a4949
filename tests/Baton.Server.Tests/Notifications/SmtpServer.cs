using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Baton.Server.Tests.Alerts;

namespace Baton.Server.Tests.Notifications;

/// <summary>A real SMTP server (aiosmtpd) as a process of its own, which keeps its mail in a folder.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    public const string Absent = "aiosmtpd is not installed (Debian: apt-get install python3-aiosmtpd).";
    private const string Python = "/usr/bin/python3";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-smtp");
    private readonly Process _process;
    private int _connections;

    private SmtpServer(ServerCertificate? certificate)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        _process = Process.Start(new ProcessStartInfo(
            Python, ["-m", "aiosmtpd", "-n", "-d", "-d", "-l", $"127.0.0.1:{Port}", .. Tls(certificate), "-c", "aiosmtpd.handlers.Mailbox", Path.Combine(_folder.FullName, "mail")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, line) =>
        {
            // Its log says so of every greeting.
            if (line.Data?.Contains("EHLO", StringComparison.Ordinal) == true) Interlocked.Increment(ref _connections);
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>How often somebody spoke to it.</summary>
    public int Connections => _connections;

    public static bool IsPresent { get; } = Find();

    public int Port { get; }

    /// <summary>The mails that were taken, as they came.</summary>
    public IReadOnlyList<string> Mails => Directory.Exists(Path.Combine(_folder.FullName, "mail", "new"))
        ? [.. Directory.GetFiles(Path.Combine(_folder.FullName, "mail", "new")).Select(File.ReadAllText)]
        : [];

    /// <param name="certificate">Its certificate, without which it takes no mail in the clear; null for a server that knows none.</param>
    public static async Task<SmtpServer> StartAsync(ServerCertificate? certificate = null)
    {
        var server = new SmtpServer(certificate);
        await Eventually.TrueAsync(server.AnswersAsync, () => "The SMTP server does not answer.");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string[] Tls(ServerCertificate? certificate) =>
        certificate is null ? [] : ["--tlscert", certificate.CertificateFile, "--tlskey", certificate.KeyFile];

    private static bool Find()
    {
        if (!File.Exists(Python)) return false;
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import aiosmtpd"]) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
