using Baton.Engine.Circuits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Ops;

/// <summary>The circuits of models, tools and remote agents, as the server that is asked has them.</summary>
internal static class OpsCircuits
{
    public static Ok<IReadOnlyList<OpsCircuit>> List(HttpContext context)
    {
        // A server without agents has none.
        var circuits = context.RequestServices.GetService<ICircuits>()?.List() ?? [];
        return TypedResults.Ok<IReadOnlyList<OpsCircuit>>([.. circuits.Select(Circuit)]);
    }

    private static OpsCircuit Circuit(CircuitStatus circuit) => new(
        circuit.Kind.Word(),
        circuit.Name,
        circuit.State switch { CircuitState.Closed => "closed", CircuitState.HalfOpen => "half_open", _ => "open" },
        circuit.OpenUntil);
}

/// <summary>A circuit at this moment.</summary>
/// <param name="Kind"><c>model</c>, <c>tool</c> or <c>remote_agent</c>.</param>
/// <param name="Name">The model's name in the catalogue, the tool's, or the remote agent's with its version.</param>
/// <param name="State"><c>closed</c>, <c>open</c>, or <c>half_open</c> while one call tries.</param>
/// <param name="OpenUntil">When the next call may try, or null.</param>
internal sealed record OpsCircuit(string Kind, string Name, string State, DateTimeOffset? OpenUntil);
