using System.Text.Json;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Remote;

/// <summary>A program that uses a server; its code is shown in the guide.</summary>
public sealed class RefundDesk(IRuns runs)
{
    public static void Register(IServiceCollection services)
    {
        services.AddRemoteRuns(new Uri("http://127.0.0.1:7070"), apiKey: "secret");
    }

    public async Task<JsonElement?> DecideAsync(string order, int amount, Func<TicketRow, bool> ask, CancellationToken cancellationToken)
    {
        var started = await runs.StartAsync(
            new RunRequest("approval")
            {
                Input = JsonSerializer.SerializeToElement(new { amount }),
                Thread = order,
                IdempotencyKey = $"refund/{order}",
            },
            cancellationToken);
        var run = started.Run.Id;
        var result = await runs.WaitAsync("default", run, cancellationToken);
        foreach (var ticket in result.Tickets)
        {
            var answer = new TicketAnswer(JsonSerializer.SerializeToElement(ask(ticket)));
            await runs.AnswerAsync("default", ticket.Id, answer, cancellationToken);
            result = await runs.WaitAsync("default", run, cancellationToken);
        }

        return result.Error is { } error ? throw new BatonException(error.Code, error.Message) : result.Output;
    }
}
