using System.Globalization;
using System.Reflection;
using Baton.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using RangeAttribute = System.ComponentModel.DataAnnotations.RangeAttribute;

namespace Baton.Server.Http;

/// <summary>
/// Reads the query as its handler's parameters declare it: what is not of their type or outside of their <see cref="RangeAttribute"/> is
/// refused, by name and all at once; and what is not among them too, under <c>/ops</c>: a wish that is misspelt must not pass for one that was
/// not uttered. The run API's contract tolerates what it does not know.
/// </summary>
internal static class StrictQuery
{
    /// <summary>Applies to all that are mapped in a group.</summary>
    public static void Apply(IEndpointConventionBuilder endpoints) => endpoints.Add(endpoint =>
    {
        if (endpoint is RouteEndpointBuilder route) route.FilterFactories.Add((context, next) => Filter(context, route, next));
    });

    private static EndpointFilterDelegate Filter(EndpointFilterFactoryContext context, RouteEndpointBuilder route, EndpointFilterDelegate next)
    {
        var services = context.ApplicationServices.GetService<IServiceProviderIsService>();
        var isStrict = route.RoutePattern.PathSegments.Any(segment => segment.Parts is [RoutePatternLiteralPart { Content: "ops" }]);
        var known = context.MethodInfo.GetParameters().SelectMany(parameter => Of(parameter, route, services)).ToList();
        return invocation =>
        {
            var faults = Check(invocation.HttpContext.Request.Query, known, isStrict);
            return faults.Count == 0 ? next(invocation) : throw new ValidationException(ErrorCodes.RequestInvalid, "The query", faults);
        };
    }

    private static IEnumerable<QueryParameter> Of(ParameterInfo parameter, RouteEndpointBuilder route, IServiceProviderIsService? services)
    {
        if (parameter.IsDefined(typeof(AsParametersAttribute)))
        {
            return parameter.ParameterType.GetProperties()
                .Select(property => (property, Query: property.GetCustomAttribute<FromQueryAttribute>()))
                .Where(pair => pair.Query is not null)
                .Select(pair => new QueryParameter(pair.Query!.Name ?? pair.property.Name, pair.property.PropertyType, pair.property.GetCustomAttribute<RangeAttribute>(), IsRequired: false));
        }

        var name = parameter.GetCustomAttribute<FromQueryAttribute>()?.Name ?? parameter.Name!;
        var isOther = route.RoutePattern.GetParameter(name) is not null || parameter.IsDefined(typeof(FromHeaderAttribute))
            || !QueryParameter.IsSimple(parameter.ParameterType) || services?.IsService(parameter.ParameterType) is true;
        return isOther ? [] : [new QueryParameter(name, parameter.ParameterType, parameter.GetCustomAttribute<RangeAttribute>(), !parameter.HasDefaultValue && QueryParameter.IsNeeded(parameter.ParameterType))];
    }

    private static List<Fault> Check(IQueryCollection query, List<QueryParameter> known, bool isStrict)
    {
        var faults = new List<Fault>();
        foreach (var name in query.Keys.Where(name => isStrict && !known.Exists(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))))
        {
            var cure = known.Count == 0 ? "There are none here." : $"Use {string.Join(", ", known.Select(parameter => parameter.Name))}.";
            faults.Add(new Fault(ErrorCodes.RequestInvalid, name, $"There is no such parameter. {cure}"));
        }

        foreach (var parameter in known)
        {
            if (parameter.WhatIsWrong(query[parameter.Name]) is { } wrong) faults.Add(new Fault(ErrorCodes.RequestInvalid, parameter.Name, wrong));
        }

        return faults;
    }

    /// <summary>A parameter as its handler declares it.</summary>
    private sealed record QueryParameter(string Name, Type Type, RangeAttribute? Range, bool IsRequired)
    {
        private static readonly Type[] Simple = [typeof(string), typeof(int), typeof(long), typeof(bool), typeof(double), typeof(decimal), typeof(Guid), typeof(DateTimeOffset), typeof(DateOnly), typeof(string[])];

        private Type Plain => Nullable.GetUnderlyingType(Type) ?? Type;

        public static bool IsSimple(Type type) => Simple.Contains(Nullable.GetUnderlyingType(type) ?? type);

        public static bool IsNeeded(Type type) => type.IsValueType && Nullable.GetUnderlyingType(type) is null;

        /// <summary>What is wrong with a value, or null.</summary>
        public string? WhatIsWrong(StringValues values)
        {
            if (Plain == typeof(string[])) return null;
            if (values.Count > 1) return "It is given more than once.";
            if (values.Count == 0) return IsRequired ? $"{What()} is expected." : null;
            var (text, culture) = (values[0] ?? "", CultureInfo.InvariantCulture);
            var fits = Plain switch
            {
                var type when type == typeof(string) => true,
                var type when type == typeof(int) => int.TryParse(text, NumberStyles.Integer, culture, out var number) && IsWithin(number),
                var type when type == typeof(long) => long.TryParse(text, NumberStyles.Integer, culture, out var number) && IsWithin(number),
                var type when type == typeof(double) || type == typeof(decimal) => decimal.TryParse(text, NumberStyles.Float, culture, out _),
                var type when type == typeof(bool) => bool.TryParse(text, out _),
                var type when type == typeof(Guid) => Guid.TryParse(text, culture, out _),
                var type when type == typeof(DateOnly) => DateOnly.TryParse(text, culture, out _),
                _ => DateTimeOffset.TryParse(text, culture, DateTimeStyles.None, out _),
            };
            return fits ? null : $"{What()} is expected.";
        }

        private bool IsWithin(long number) =>
            Range is null || (number >= Convert.ToInt64(Range.Minimum, CultureInfo.InvariantCulture) && number <= Convert.ToInt64(Range.Maximum, CultureInfo.InvariantCulture));

        private string What() => Plain switch
        {
            var type when type == typeof(int) || type == typeof(long) => Range is null ? "A whole number" : $"A whole number from {Range.Minimum} to {Range.Maximum}",
            var type when type == typeof(double) || type == typeof(decimal) => "A number",
            var type when type == typeof(bool) => "true or false",
            var type when type == typeof(Guid) => "An id such as 01a1fd4c-c54e-7268-baf5-917eb8f40f68",
            var type when type == typeof(DateOnly) => "A day such as 2027-01-31",
            var type when type == typeof(DateTimeOffset) => "A time such as 2027-01-31T12:00:00Z (write the + of an offset as %2B)",
            _ => "A value",
        };
    }
}
