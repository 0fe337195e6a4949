namespace Baton.Agents.Guardrails.Pii;

/// <summary>Personal data or a secret in a text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Kind">One of <see cref="PiiKinds"/>.</param>
internal readonly record struct PiiSpan(int Start, int End, string Kind);

/// <summary>The kinds that are found.</summary>
internal static class PiiKinds
{
    public const string Card = "card";
    public const string Ssn = "ssn";
    public const string Iban = "iban";
    public const string Email = "email";
    public const string Phone = "phone";
    public const string Ip = "ip";
    public const string Secret = "secret";

    public static IReadOnlyList<string> All { get; } = [Card, Ssn, Iban, Email, Phone, Ip, Secret];
}
