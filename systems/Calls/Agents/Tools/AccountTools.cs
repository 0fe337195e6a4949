using System.ComponentModel;
using Baton.Calls.Agents.Demo;
using Baton.Graphs;

namespace Baton.Calls.Agents.Tools;

/// <summary>The tools of the balance and account agents.</summary>
internal static class AccountTools
{
    private const string Email = "email";
    private const string Phone = "phone";
    private const int Longest = 120;

    [Description("Reads the balance of the account that the call is about.")]
    public static object ReadBalance(RunInfo run)
    {
        if (AccountDesk.Find(run, out var account) is { } refusal) return refusal;
        return new BalanceFound(account.Number, account.Balance, DemoAccount.Currency);
    }

    [Description("Reads what is on file about the account that the call is about: holder, email, phone, postal address.")]
    public static async Task<object> ReadContactAsync(RunInfo run, DemoLedger ledger, CancellationToken cancellation)
    {
        if (AccountDesk.Find(run, out var account) is { } refusal) return refusal;
        var email = await ledger.FindAsync(run, account.Number, $"contact/{Email}", cancellation);
        var phone = await ledger.FindAsync(run, account.Number, $"contact/{Phone}", cancellation);
        return new ContactFound(account.Number, account.Holder, email?.What ?? account.Email, phone?.What ?? account.Phone, account.Address);
    }

    [Description("Changes the email address or the phone number of the account that the call is about.")]
    public static async Task<object> ChangeContactAsync(
        [Description("'email' or 'phone'.")] string field, [Description("The new value, as the caller said it.")] string value,
        RunInfo run, EffectCall call, DemoLedger ledger)
    {
        if (AccountDesk.Find(run, out var account) is { } refusal) return refusal;
        var isFine = value.Length <= Longest && field switch
        {
            Email => value.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < value.Length - 1,
            Phone => value.Count(char.IsAsciiDigit) >= 6,
            _ => false,
        };
        if (!isFine) return new Refusal("That cannot be kept: give an email address as 'email', or a number as 'phone'.");
        await ledger.KeepAsync(run, call, account.Number, $"contact/{field}", new Deed(account.Reference("CHG", field.Length), value, 0));
        return new ContactChanged(field, value);
    }
}

/// <summary>An account's balance.</summary>
internal sealed record BalanceFound(string Account, decimal Balance, string Currency);

/// <summary>What is on file about an account.</summary>
internal sealed record ContactFound(string Account, string Holder, string Email, string Phone, string Address);

/// <summary>A contact detail that was changed.</summary>
internal sealed record ContactChanged(string Field, string Value);
