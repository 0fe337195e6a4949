using System.CommandLine;
using Baton.Cli.Hosting;

namespace Baton.Cli.Commands;

/// <summary>The options that every command understands.</summary>
internal sealed class GlobalOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "The data directory (default ./data).", Recursive = true };
    private readonly Option<string?> _store = new("--store") { Description = "Where runs are kept: sqlite (default, in the data directory) or postgres.", Recursive = true };
    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "PostgreSQL's connection string; better in BATON__CONNECTION, which other users of the machine cannot see.",
        Recursive = true,
    };

    private readonly Option<string?> _url = new("--url") { Description = "The server to talk to; without it the one that holds the data directory.", Recursive = true };
    private readonly Option<string?> _apiKey = new("--api-key") { Description = "The API key to send.", Recursive = true };

    public void AddTo(RootCommand root)
    {
        root.Add(_data);
        root.Add(_store);
        root.Add(_connection);
        root.Add(_url);
        root.Add(_apiKey);
    }

    /// <summary>The settings: flags over environment over <c>appsettings.json</c> over defaults.</summary>
    public CliSettings Read(ParseResult parsed, string? urls = null, string? pools = null) => CliSettings.Read(new Dictionary<string, string?>
    {
        ["Baton:Data"] = parsed.GetValue(_data),
        ["Baton:Store"] = parsed.GetValue(_store),
        ["Baton:Connection"] = parsed.GetValue(_connection),
        ["Baton:Url"] = parsed.GetValue(_url),
        ["Baton:ApiKey"] = parsed.GetValue(_apiKey),
        ["Baton:Urls"] = urls,
        ["Baton:Engine:ServedPools"] = pools,
    });
}
