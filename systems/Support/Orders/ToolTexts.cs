namespace Baton.Support.Orders;

/// <summary>What tools say that is no record.</summary>
internal static class ToolTexts
{
    private const string ErrorMark = "Error: ";

    /// <summary>A refusal, in the form that models know.</summary>
    public static string Error(string reason) => ErrorMark + reason;

    /// <summary>The reason of a refusal; null for any other result.</summary>
    public static string? Reason(string result) => result.StartsWith(ErrorMark, StringComparison.Ordinal) ? result[ErrorMark.Length..] : null;
}
