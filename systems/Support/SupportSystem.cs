using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Baton.Registry;
using Baton.Server.Hosting;
using Baton.Support.Articles;
using Baton.Support.Desk;
using Baton.Support.Desk.Authority;
using Baton.Support.Desk.Consulting;
using Baton.Support.Desk.People;
using Baton.Support.Desk.Requests;
using Baton.Support.Desk.Settings;
using Baton.Support.Orders;
using Baton.Support.Rehearsals;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Baton.Support;

/// <summary>The support desk as a system: its graph, its agents with their tools and rehearsals, its articles, and <c>/ops/support</c>.</summary>
public sealed class SupportSystem : BatonSystem
{
    /// <inheritdoc />
    public override string Name => "Support";

    /// <inheritdoc />
    public override void Configure(BatonBuilder baton)
    {
        var services = baton.Services;
        services.TryAddSingleton(provider => DeskSettings.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<IMeasureHandler, MeasureWebhook>();
        services.TryAddSingleton<MeasureLedger>();
        services.TryAddSingleton<RequestReader>();
        services.TryAddSingleton<DecisionNotes>();
        services.TryAddSingleton<RequestDecisions>();
        services.AddHostedService<ShippedArticles>();

        // Faulty settings, or a faulty model, stop the start, and not the first run: they are read when the row is made.
        services.AddSingleton(provider => Row(
            DeskIntents.From(provider.GetRequiredService<IConfiguration>()), provider.GetRequiredService<DeskSettings>(), provider));
        baton.AddAuthorityTools().AddConsulting();
        AddAgents(baton);
        baton.AddOrders();
    }

    /// <inheritdoc />
    public override void Map(IEndpointRouteBuilder endpoints) => RequestsApi.Map(endpoints);

    private static GraphRow Row(DeskIntents intents, DeskSettings settings, IServiceProvider provider)
    {
        return new GraphRow(SupportDesk.Id, "support", () => SupportDesk.Define(new DeskSteps(intents, settings, Person(), Shop())))
        {
            Version = SupportDesk.Version,
            Description = "Sorts a customer's message and answers it with the right specialist, or a person.",
        };

        // A command that looks at the graph has no store, and runs nothing.
        PersonNode? Person() => HasStore() ? new PersonNode(provider.GetRequiredService<MeasureLedger>(), settings.People) : null;
        OrderDesk? Shop() => HasStore() ? provider.GetRequiredService<OrderDesk>() : null;
        bool HasStore() => provider.GetService<IStore>() is not null;
    }

    private static void AddAgents(BatonBuilder baton) => baton
        .AddAgents(typeof(SupportSystem).Assembly)
        .AddRehearsal<TriageRehearsal>()
        .AddRehearsal<TechnicalRetrieverRehearsal>()
        .AddRehearsal<TechnicalAnalystRehearsal>()
        .AddRehearsal<TechnicalRehearsal>()
        .AddRehearsal<BillingRehearsal>()
        .AddRehearsal<GeneralRehearsal>()
        .AddRehearsal<EscalationRehearsal>()
        .AddRehearsal<CaseBriefRehearsal>();
}
