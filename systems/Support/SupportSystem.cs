using Baton.Engine.Hosting;
using Baton.Registry;
using Baton.Server.Hosting;
using Baton.Support.Desk;
using Baton.Support.Orders;
using Baton.Support.Rehearsals;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Support;

/// <summary>The support desk as a system: one graph, five agents and their rehearsals.</summary>
public sealed class SupportSystem : BatonSystem
{
    /// <inheritdoc />
    public override string Name => "Support";

    /// <inheritdoc />
    public override void Configure(BatonBuilder baton)
    {
        baton.Services.AddSingleton(provider => Row(DeskIntents.From(provider.GetRequiredService<IConfiguration>())));
        AddAgents(baton);
        baton.AddOrders();
    }

    // A faulty model stops the start, and not the first run: it is read when the row is made.
    private static GraphRow Row(DeskIntents intents) => new(SupportDesk.Id, "support", () => SupportDesk.Define(intents))
    {
        Version = SupportDesk.Version,
        Description = "Sorts a customer's message and answers it with the right specialist.",
    };

    private static void AddAgents(BatonBuilder baton) => baton
        .AddAgents(typeof(SupportSystem).Assembly)
        .AddRehearsal<TriageRehearsal>()
        .AddRehearsal<TechnicalRehearsal>()
        .AddRehearsal<BillingRehearsal>()
        .AddRehearsal<GeneralRehearsal>()
        .AddRehearsal<EscalationRehearsal>();
}
