using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Cli.Hosting;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Registry;

namespace Baton.Cli.Batch;

/// <summary>Runs in this process, which holds the store meanwhile.</summary>
internal sealed class LocalRunTarget(WebApplication host) : IRunTarget
{
    private readonly IRuns _runs = host.Services.GetRequiredService<IRuns>();

    public string Name => "this process";

    /// <summary>Starts the host on a free port, so that other commands find the store's holder.</summary>
    public static async ValueTask<LocalRunTarget> StartAsync(CliSettings settings, CancellationToken cancellationToken)
    {
        var host = BatonHost.Build(settings, quiet: true, urls: BatonHost.FreePort);
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        return new LocalRunTarget(host);
    }

    public ValueTask<JsonElement?> InputSchemaAsync(string assistant, CancellationToken cancellationToken) =>
        ValueTask.FromResult<JsonElement?>(host.Services.GetRequiredService<GraphRegistry>().Get(assistant).Describe().InputSchema);

    public async ValueTask<RunOutcome> RunAsync(string assistant, JsonObject input, CancellationToken cancellationToken)
    {
        try
        {
            var request = new RunRequest(assistant) { Input = JsonSerializer.SerializeToElement(input) };
            var started = await _runs.StartAsync(request, cancellationToken);
            return Outcome(await _runs.WaitAsync(request.Tenant, started.Run.Id, cancellationToken));
        }
        catch (BatonException refused)
        {
            return new RunOutcome(null, $"{refused.Code}: {refused.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        await host.DisposeAsync();
    }

    private static RunOutcome Outcome(RunResult result) =>
        result.Run.Status == RunStatus.Success ? new RunOutcome(result.Output, null)
        : result is { Tickets.Count: > 0, State: { } state } ? new RunOutcome(state, null) { Waits = true }
        : result.Error is { } error ? new RunOutcome(null, $"{error.Code}: {error.Message}")
        : new RunOutcome(null, $"The run is {result.Run.Status.ToString().ToLowerInvariant()}.");
}
