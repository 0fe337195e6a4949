using System.IO.Compression;
using System.Text;
using Baton.Server.Console;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Tests.Console;

public sealed class ConsolePageTests
{
    private static readonly ConsoleFiles Files = new(new Dictionary<string, byte[]>(StringComparer.Ordinal)
    {
        ["index.html"] = Pack("<meta nonce=\"__nonce__\">"),
        ["assets/index-1a2b.js"] = Pack("let a"),
    });

    [Fact]
    public async Task The_page_bears_the_nonce_of_its_policy_and_is_kept_by_nobody()
    {
        var context = Context("/");
        await ConsolePages.Page(context, Files);
        var policy = context.Response.Headers.ContentSecurityPolicy.ToString();
        var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
        Assert.Equal($"<meta nonce=\"{nonce}\">", Body(context));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("no-store", context.Response.Headers.CacheControl.ToString());
    }

    [Fact]
    public async Task A_file_is_kept_for_good_and_sent_packed_to_who_takes_it()
    {
        var context = Context("/console/assets/index-1a2b.js");
        context.Request.Headers.AcceptEncoding = "gzip, br";
        await ConsolePages.File(context, Files, "index-1a2b.js");
        Assert.Equal("public, max-age=31536000, immutable", context.Response.Headers.CacheControl.ToString());
        Assert.Equal("gzip", context.Response.Headers.ContentEncoding.ToString());
        Assert.Equal("let a", Encoding.UTF8.GetString(ConsoleFiles.Unpack(Bytes(context))));
    }

    [Fact]
    public async Task A_file_is_sent_plain_to_who_does_not()
    {
        var context = Context("/console/assets/index-1a2b.js");
        await ConsolePages.File(context, Files, "index-1a2b.js");
        Assert.Equal("let a", Body(context));
    }

    [Theory]
    [InlineData("index-old.js")]
    [InlineData("../index.html")]
    public async Task A_file_that_is_not_there_is_a_404_with_a_code(string file)
    {
        var context = Context("/console/assets/" + file);
        await ConsolePages.File(context, Files, file);
        Assert.Equal(404, context.Response.StatusCode);
        Assert.Contains("BTN6440", Body(context), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_a_console_says_so()
    {
        var context = Context("/");
        await ConsolePages.Page(context, new ConsoleFiles(new Dictionary<string, byte[]>(StringComparer.Ordinal)));
        Assert.Contains("Node", Body(context), StringComparison.Ordinal);
    }

    private static DefaultHttpContext Context(string path)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        context.Response.Body = new MemoryStream();
        return context;
    }

    private static byte[] Bytes(DefaultHttpContext context) => ((MemoryStream)context.Response.Body).ToArray();

    private static string Body(DefaultHttpContext context) => Encoding.UTF8.GetString(Bytes(context));

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
