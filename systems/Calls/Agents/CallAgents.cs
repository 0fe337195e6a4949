using Baton.Agents.Tools;
using Baton.Calls.Agents.Demo;
using Baton.Calls.Agents.Identity;
using Baton.Calls.Agents.Tools;
using Baton.Calls.Rehearsals;
using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Baton.Policies;
using Baton.Registry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Baton.Calls.Agents;

/// <summary>Installs the ten agents: for the server that calls them in its own process, and for the one that serves nothing else.</summary>
internal static class CallAgents
{
    private const string Pool = "calls";

    // Two calls that change the same record meet seldom: who is late reads again, soon and a few times.
    private static readonly ToolOptions _changing = new() { Retry = RetryPolicy.Default with { Attempts = 6, FirstDelay = TimeSpan.FromMilliseconds(50) } };

    /// <summary>Adds agents with their graphs, tools and rehearsals.</summary>
    /// <param name="baton">The builder.</param>
    /// <param name="only">Which agents; null for all.</param>
    public static BatonBuilder AddCallAgents(this BatonBuilder baton, IReadOnlyList<ServiceAgent>? only = null)
    {
        foreach (var agent in only ?? ServiceAgent.All) baton.Services.AddSingleton(provider => Row(agent, provider));
        return baton.AddAgents(typeof(CallAgents).Assembly).AddTools().AddRehearsals();
    }

    private static GraphRow Row(ServiceAgent agent, IServiceProvider provider)
    {
        var check = agent.Name == "auth" ? new CodeCheck(provider.GetService<IStore>()) : null;
        return new GraphRow(agent.Id, Pool, () => AgentGraph.Define(agent, check)) { Version = 1, Description = agent.Description };
    }

    private static BatonBuilder AddTools(this BatonBuilder baton)
    {
        baton.Services.TryAddSingleton<DemoLedger>();
        return baton
            .AddTool(ToolNames.ReadBalance, AccountTools.ReadBalance)
            .AddTool(ToolNames.ReadContact, AccountTools.ReadContactAsync)
            .AddTool(ToolNames.ChangeContact, AccountTools.ChangeContactAsync, _changing)
            .AddTool(ToolNames.ListInvoices, MoneyTools.ListInvoices)
            .AddTool(ToolNames.CreditCharge, MoneyTools.CreditChargeAsync, _changing)
            .AddTool(ToolNames.ListPayments, MoneyTools.ListPayments)
            .AddTool(ToolNames.RefundPayment, MoneyTools.RefundPaymentAsync, _changing)
            .AddTool(ToolNames.ListAppointments, ServiceTools.ListAppointments)
            .AddTool(ToolNames.BookAppointment, ServiceTools.BookAppointmentAsync, _changing)
            .AddTool(ToolNames.FileComplaint, ServiceTools.FileComplaintAsync, _changing)
            .AddTool(ToolNames.SettleComplaint, ServiceTools.SettleComplaintAsync, _changing);
    }

    private static BatonBuilder AddRehearsals(this BatonBuilder baton) => baton
        .AddRehearsal<GreetingRehearsal>()
        .AddRehearsal<AuthRehearsal>()
        .AddRehearsal<RefundRehearsal>()
        .AddRehearsal<BillingRehearsal>()
        .AddRehearsal<BookingRehearsal>()
        .AddRehearsal<ComplaintRehearsal>()
        .AddRehearsal<AccountRehearsal>()
        .AddRehearsal<BalanceRehearsal>()
        .AddRehearsal<ClosingRehearsal>()
        .AddRehearsal<FallbackRehearsal>();
}
