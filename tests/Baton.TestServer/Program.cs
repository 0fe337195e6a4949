using System.Globalization;
using Baton.Calls;
using Baton.Engine.Stores;
using Baton.LedgerServer;
using Baton.LedgerServer.Desk;
using Baton.LedgerServer.Hosting;
using Baton.LedgerServer.Programs;
using Baton.LedgerServer.Tracing;
using Baton.LedgerServer.Witness;
using Baton.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

// Baton.TestServer --urls http://127.0.0.1:<port> --data <directory>
//   [--store sqlite|postgres] [--connection <connection string>] [--tally <address>] [--witness <file>] [--clock <seconds ahead>] [--traced yes] [--desk yes] [--calls yes]
//
// Baton.TestServer --mcp   speaks MCP on its standard streams instead
if (args is ["--mcp"])
{
    await McpTools.ServeAsync();
    return;
}

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration;
var data = settings["data"] ?? throw new InvalidOperationException("Name a data directory: --data <directory>.");
Directory.CreateDirectory(data);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var clock = new SteppedClock();
if (settings["clock"] is { } ahead) clock.Set(TimeSpan.FromSeconds(double.Parse(ahead, CultureInfo.InvariantCulture)));
builder.Services.AddSingleton<TimeProvider>(clock);
using var outside = new Outside(settings["tally"] is { } tally ? new Uri(tally) : null);
using var lines = settings["tally"] is null ? new EffectsLog(Path.Combine(data, EffectsLog.FileName)) : null;
using var witness = settings["witness"] is { } file ? new WitnessLog(file) : null;
builder.AddBaton(baton =>
{
    new StoreChoice(settings["store"] ?? StoreChoice.Sqlite, data, settings["connection"]).AddTo(baton);
    if (lines is not null) baton.AddGraph(LedgerGraph.Define(lines)).AddGraph(ApprovalGraph.Define(lines));
    baton.Services.AddSingleton(services => new GraphRow(
        ProgramGraph.Id, "default", () => ProgramGraph.Define(outside, new RecordCounters(services.GetRequiredService<IStore>()))));
    if (settings["traced"] is not null) TracedDesk.AddTo(baton);
    if (settings["desk"] is not null) DeskGraphs.AddTo(baton);
    if (settings["calls"] is not null) baton.AddSystem<CallsSystem>();
    if (witness is not null) WitnessStore.AddTo(baton.Services, witness);
});
var app = builder.Build();
app.MapBaton();
app.MapPost("/clock", (double seconds) =>
{
    clock.Set(TimeSpan.FromSeconds(seconds));
    return TypedResults.NoContent();
});
await app.RunAsync();
