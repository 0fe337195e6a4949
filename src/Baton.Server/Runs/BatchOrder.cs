using System.Text.Json;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Runs;

/// <summary>Reads a list of requests for runs and checks them all: a fault in one refuses the list, and every fault is told.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class BatchOrder(AssistantDirectory assistants, RunChecks checks)
{
    /// <summary>The requests of a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="key">The idempotency key of the whole, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BatonException">One or more would be refused.</exception>
    public async ValueTask<IReadOnlyList<RunRequest>> ReadAsync(JsonElement body, Caller caller, string? key, CancellationToken cancellationToken)
    {
        if (body.ValueKind != JsonValueKind.Array || body.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Object))
        {
            throw new BatonException(ErrorCodes.RequestInvalid, "The body must be a list of objects, one for each run.");
        }

        var requests = new List<RunRequest>();
        var faults = new List<Fault>();
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, item) in body.EnumerateArray().Index())
        {
            try
            {
                var order = RunOrder.Read(new Fields(item, camelCase: true), assistants, caller, null, key is null ? null : $"{key}/{index}");
                await checks.CheckAsync(order.Request, cancellationToken);
                requests.Add(order.Request);
            }
            catch (BatonException refusal) when (ErrorStatus.Of(refusal.Code) < StatusCodes.Status500InternalServerError)
            {
                codes.Add(refusal.Code);
                faults.AddRange(Placed(refusal, index));
            }
        }

        // One code keeps its own status; several are together a fault of the request.
        if (faults.Count > 0) throw new ValidationException(codes.Count == 1 ? codes.Single() : ErrorCodes.RequestInvalid, "The batch", faults);
        return requests;
    }

    private static IEnumerable<Fault> Placed(BatonException refusal, int index) => refusal is ValidationException { Faults: var faults }
        ? faults.Select(fault => fault with { Where = fault.Where is ['/', ..] or "" ? $"[{index}]{fault.Where}" : $"[{index}].{fault.Where}" })
        : [new Fault(refusal.Code, $"[{index}]", refusal.Message)];
}
