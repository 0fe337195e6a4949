using System.ComponentModel;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Engine.Hosting;

/// <summary>Finds the values of a configuration that cannot be read as what the options are.</summary>
internal static class UnreadableSettings
{
    public static IEnumerable<Fault> In(IConfigurationSection section, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string)) return [];
        if (plain.IsPrimitive || plain == typeof(decimal) || plain == typeof(TimeSpan)) return OfValue(section, plain, isOptional: plain != type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
        {
            return section.GetChildren().SelectMany(child => In(child, type.GetGenericArguments()[1]));
        }

        return type.GetProperties().Where(property => property.SetMethod is not null || !property.PropertyType.IsValueType)
            .SelectMany(property => In(section.GetSection(property.Name), property.PropertyType));
    }

    private static IEnumerable<Fault> OfValue(IConfigurationSection section, Type type, bool isOptional)
    {
        if (section.Value is not { } text || (isOptional && text.Length == 0) || CanRead(text, type)) return [];
        return [new Fault(ErrorCodes.EngineOptionInvalid, section.Path, $"'{text}' cannot be read. {Cure(type)}")];
    }

    // What the binder uses as well.
    private static bool CanRead(string text, Type type)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string Cure(Type type) =>
        type == typeof(TimeSpan) ? "Write a time as days.hours:minutes:seconds, like 7.00:00:00 or 00:00:10."
        : type == typeof(bool) ? "Write true or false."
        : type == typeof(decimal) ? "Write a number, like 0.5."
        : "Write a whole number.";
}
