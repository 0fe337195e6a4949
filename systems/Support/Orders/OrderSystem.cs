using Baton.Agents.Guardrails;
using Baton.Agents.Tools;
using Baton.Engine.Hosting;
using Baton.Policies;
using Baton.Support.Orders.Guardrails;
using Baton.Support.Orders.Rehearsals;
using Baton.Support.Orders.Tools;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Baton.Support.Orders;

/// <summary>The order desk's part of the support system: tools, guardrails, and the graph that talks to its agent alone.</summary>
internal static class OrderSystem
{
    /// <summary>The agent that has the tools, by the name that graphs use.</summary>
    public const string Agent = "orders";

    // Two calls that change the same record meet seldom: who is late reads again, soon and a few times.
    private static readonly ToolOptions Changing = new() { Retry = RetryPolicy.Default with { Attempts = 6, FirstDelay = TimeSpan.FromMilliseconds(50) } };

    /// <summary>Adds it.</summary>
    public static BatonBuilder AddOrders(this BatonBuilder baton)
    {
        AddServices(baton.Services);
        return baton
            .AddTool(OrderToolNames.Calculate, CalculateTool.Calculate)
            .AddTool(OrderToolNames.FindByEmail, LookUpTools.FindByEmailAsync, Changing)
            .AddTool(OrderToolNames.FindByName, LookUpTools.FindByNameAsync, Changing)
            .AddTool(OrderToolNames.OrderDetails, LookUpTools.OrderAsync)
            .AddTool(OrderToolNames.ProductDetails, LookUpTools.ProductAsync)
            .AddTool(OrderToolNames.UserDetails, LookUpTools.UserAsync)
            .AddTool(OrderToolNames.ProductTypes, LookUpTools.ProductTypesAsync)
            .AddTool(OrderToolNames.Cancel, ChangeTools.CancelAsync, Changing)
            .AddTool(OrderToolNames.Exchange, ChangeTools.ExchangeAsync, Changing)
            .AddTool(OrderToolNames.ModifyAddress, ChangeTools.ModifyAddressAsync, Changing)
            .AddTool(OrderToolNames.ModifyItems, ChangeTools.ModifyItemsAsync, Changing)
            .AddTool(OrderToolNames.ModifyPayment, ChangeTools.ModifyPaymentAsync, Changing)
            .AddTool(OrderToolNames.ModifyUserAddress, ChangeTools.ModifyUserAddressAsync, Changing)
            .AddTool(OrderToolNames.Return, ChangeTools.ReturnAsync, Changing)
            .AddTool(OrderToolNames.Transfer, TransferTool.Transfer)
            .AddGuardrail<CustomerConfirmed>(CustomerConfirmed.Name, GuardrailBoundary.ToolCall)
            .AddGuardrail<RefundLimit>(RefundLimit.Name, GuardrailBoundary.ToolCall)
            .AddRehearsal<OrderRehearsal>()
            .AddRehearsal<CustomerRehearsal>()
            .AddGraph(OrderConversation.Define(), "support");
    }

    private static void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton<OrderSessions>();
        services.TryAddSingleton<OrderDesk>();
        services.TryAddSingleton(provider => OrderSettings.From(provider.GetRequiredService<IConfiguration>()));
    }
}
