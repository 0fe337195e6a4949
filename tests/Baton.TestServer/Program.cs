using Baton.LedgerServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

// Baton.TestServer --urls http://127.0.0.1:<port> --data <directory>
var builder = WebApplication.CreateBuilder(args);
var data = builder.Configuration["data"] ?? throw new InvalidOperationException("Name a data directory: --data <directory>.");
Directory.CreateDirectory(data);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
using var lines = new EffectsLog(Path.Combine(data, EffectsLog.FileName));
builder.AddBaton(baton => baton.UseSqlite(data).AddGraph(LedgerGraph.Define(lines)).AddGraph(ApprovalGraph.Define(lines)));
var app = builder.Build();
app.MapBaton();
await app.RunAsync();
