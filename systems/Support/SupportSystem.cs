using Baton.Engine.Hosting;
using Baton.Registry;
using Baton.Server.Hosting;
using Baton.Support.Desk;
using Baton.Support.Rehearsals;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Support;

/// <summary>The support desk as a system: one graph, five agents and their rehearsals.</summary>
public sealed class SupportSystem : BatonSystem
{
    /// <inheritdoc />
    public override string Name => "Support";

    /// <inheritdoc />
    public override void Configure(BatonBuilder baton) => baton
        .AddGraph(new GraphRow(SupportDesk.Id, "support", SupportDesk.Define)
        {
            Version = SupportDesk.Version,
            Description = "Triages a customer's message and answers it with the right specialist.",
        })
        .AddAgents(typeof(SupportSystem).Assembly)
        .AddRehearsal<TriageRehearsal>()
        .AddRehearsal<TechnicalRehearsal>()
        .AddRehearsal<BillingRehearsal>()
        .AddRehearsal<GeneralRehearsal>()
        .AddRehearsal<EscalationRehearsal>();
}
