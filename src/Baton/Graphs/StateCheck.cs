using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Errors;

namespace Baton.Graphs;

/// <summary>Finds what can be changed in place in a state record. A checkpoint is a patch: a change in place would be missing from it.</summary>
internal sealed class StateCheck
{
    private static readonly FrozenSet<Type> Values = new HashSet<Type>
    {
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Guid), typeof(Uri), typeof(Version), typeof(JsonElement), typeof(Half), typeof(Int128), typeof(UInt128), typeof(BigInteger),
    }.ToFrozenSet();

    private static readonly FrozenSet<Type> ReadOnlyCollections = new HashSet<Type>
    {
        typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>), typeof(IReadOnlyDictionary<,>), typeof(IReadOnlySet<>), typeof(Log<>),
        typeof(FrozenDictionary<,>), typeof(FrozenSet<>), typeof(KeyValuePair<,>),
    }.ToFrozenSet();

    private readonly HashSet<Type> _seen = [];
    private readonly List<Fault> _faults = [];

    private StateCheck() { }

    /// <summary>A fault for every member that can be changed in place, at any depth.</summary>
    /// <param name="state">The type of the state.</param>
    /// <param name="place">What faults call the state.</param>
    public static IReadOnlyList<Fault> Check(Type state, string place)
    {
        var check = new StateCheck();
        check.CheckType(state, place);
        return check._faults;
    }

    private void CheckType(Type type, string place)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsPrimitive || type.IsEnum || Values.Contains(type)) return;
        if (IsReadOnlyCollection(type))
        {
            foreach (var item in type.GetGenericArguments()) CheckType(item, place);
        }
        else if (type.IsArray || typeof(Delegate).IsAssignableFrom(type) || IsOfTheRuntime(type))
        {
            Add(place, $"{NameOf(type)} {(type == typeof(object) ? "can be anything" : "can be changed in place")}; use {CureFor(type)}.");
        }
        else if (_seen.Add(type))
        {
            CheckMembers(type, place);
            foreach (var derived in type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)) CheckType(derived.DerivedType, place);
        }
    }

    private void CheckMembers(Type type, string place)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length > 0 || !IsStored(property)) continue;
            var path = $"{place}.{property.Name}";
            if (IsSettable(property)) Add(path, "The property can be set after construction; make it init-only ({ get; init; }).");
            CheckType(property.PropertyType, path);
        }

        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            Add($"{place}.{field.Name}", "A field is not written to checkpoints; make it an init-only property ({ get; init; }).");
        }
    }

    /// <summary>A property that only computes keeps nothing, so its type does not matter.</summary>
    private static bool IsStored(PropertyInfo property) =>
        property.SetMethod is not null
        || property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.NonPublic | BindingFlags.Instance) is not null;

    private static bool IsSettable(PropertyInfo property) =>
        property.SetMethod is { IsPublic: true } setter
        && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static bool IsReadOnlyCollection(Type type)
    {
        if (!type.IsGenericType) return false;
        if (ReadOnlyCollections.Contains(type.GetGenericTypeDefinition())) return true;
        return type.Namespace == typeof(ImmutableArray).Namespace && !type.IsNested;
    }

    private static bool IsOfTheRuntime(Type type) =>
        type.Namespace == "System" || type.Namespace?.StartsWith("System.", StringComparison.Ordinal) == true;

    private static string CureFor(Type type)
    {
        if (type == typeof(object)) return "a type that says what it is, or JsonElement";
        if (typeof(Delegate).IsAssignableFrom(type)) return "data; code belongs into nodes";
        if (typeof(ITuple).IsAssignableFrom(type)) return "a record";
        if (type.Namespace == "System.Text.Json.Nodes") return "JsonElement";
        var arguments = type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments();
        var names = string.Join(", ", arguments.Select(NameOf));
        if (!typeof(IEnumerable).IsAssignableFrom(type)) return "a record of init-only members";
        if (arguments.Length == 2) return $"IReadOnlyDictionary<{names}> or ImmutableDictionary<{names}>";
        if (arguments.Length != 1) return "IReadOnlyList or Log";
        return type.Name.Contains("Set", StringComparison.Ordinal)
            ? $"IReadOnlySet<{names}> or ImmutableHashSet<{names}>"
            : $"IReadOnlyList<{names}>, or Log<{names}> where it only grows";
    }

    private static string NameOf(Type type)
    {
        if (type.IsArray) return NameOf(type.GetElementType()!) + "[]";
        if (!type.IsGenericType) return type.Name;
        return $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
    }

    private void Add(string place, string message) => _faults.Add(new Fault(ErrorCodes.StateMutable, place, message));
}
