using System.ComponentModel;
using Baton.Calls.Agents.Demo;
using Baton.Graphs;

namespace Baton.Calls.Agents.Tools;

/// <summary>The tools of the billing and refund agents. Each charge is credited, and each payment refunded, once.</summary>
internal static class MoneyTools
{
    [Description("Lists the last invoices of the account that the call is about; wrong_charge is what of an invoice was charged wrongly.")]
    public static object ListInvoices(RunInfo run) =>
        AccountDesk.Find(run, out var account) is { } refusal ? refusal : new InvoicesFound(DemoAccount.Currency, account.Invoices);

    [Description("Credits what was charged wrongly on an invoice.")]
    public static async Task<object> CreditChargeAsync([Description("The invoice's number.")] string invoice, RunInfo run, EffectCall call, DemoLedger ledger)
    {
        if (AccountDesk.Find(run, out var account) is { } refusal) return refusal;
        if (account.Invoices.FirstOrDefault(each => each.Number == invoice) is not { } found) return new Refusal("The account has no such invoice.");
        if (found.WrongCharge == 0) return new Refusal("Nothing was charged wrongly on this invoice.");
        return await ledger.OnceAsync(run, call, account.Number, $"credit/{invoice}", new Deed(account.Reference("CR", 1), invoice, found.WrongCharge));
    }

    [Description("Lists payments of the account that the call is about that can be refunded.")]
    public static object ListPayments(RunInfo run) =>
        AccountDesk.Find(run, out var account) is { } refusal ? refusal : new PaymentsFound(DemoAccount.Currency, account.Payments);

    [Description("Refunds a payment, to where it came from.")]
    public static async Task<object> RefundPaymentAsync([Description("The payment's number.")] string payment, RunInfo run, EffectCall call, DemoLedger ledger)
    {
        if (AccountDesk.Find(run, out var account) is { } refusal) return refusal;
        if (account.Payments.FirstOrDefault(each => each.Number == payment) is not { } found) return new Refusal("The account has no such payment to refund.");
        return await ledger.OnceAsync(run, call, account.Number, $"refund/{payment}", new Deed(account.Reference("RF", payment[^1]), payment, found.Amount));
    }
}

/// <summary>An account's invoices.</summary>
internal sealed record InvoicesFound(string Currency, IReadOnlyList<DemoInvoice> Invoices);

/// <summary>An account's payments that can be refunded.</summary>
internal sealed record PaymentsFound(string Currency, IReadOnlyList<DemoPayment> Payments);
