using System.ComponentModel;
using System.Globalization;

namespace Baton.Support.Orders.Tools;

/// <summary>The tool <c>calculate</c>: four operations and brackets, in decimals.</summary>
internal static class CalculateTool
{
    [Description("Calculate the result of a mathematical expression.")]
    public static string Calculate(
        [Description("The expression, such as '2 + 2'. It can contain numbers, the operators +, -, *, /, parentheses and spaces.")] string expression)
    {
        var (value, fault) = Arithmetic.Evaluate(expression);
        return fault is null ? decimal.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture) : ToolTexts.Error(fault);
    }
}
