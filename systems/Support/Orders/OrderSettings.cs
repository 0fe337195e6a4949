using System.Globalization;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Support.Orders;

/// <summary>What is configured under <c>Baton:Orders</c>.</summary>
/// <param name="RefundLimit">Above so many dollars a person decides; null for no limit.</param>
internal sealed record OrderSettings(decimal? RefundLimit)
{
    public const string LimitKey = "Baton:Orders:RefundLimit";
    public const string Off = "off";
    public const decimal StandardLimit = 500m;

    /// <exception cref="BatonException">The limit is no amount.</exception>
    public static OrderSettings From(IConfiguration configuration) => configuration[LimitKey] switch
    {
        null or "" => new OrderSettings(StandardLimit),
        var off when off.Equals(Off, StringComparison.OrdinalIgnoreCase) => new OrderSettings((decimal?)null),
        var text when decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var limit) => new OrderSettings(limit),
        var other => throw new BatonException(ErrorCodes.OrderSettingInvalid, $"{LimitKey} is '{other}'. Write an amount in dollars such as 500, or '{Off}'."),
    };
}
