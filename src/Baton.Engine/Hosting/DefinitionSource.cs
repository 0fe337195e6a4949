using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Text;
using Baton.Graphs;
using Baton.Registry;

namespace Baton.Engine.Hosting;

/// <summary>
/// Tells, without building a graph, whether the code that defines it may have changed: a hash over the module version ids of the assembly
/// with its builder and of what that refers to. The framework is left out, and so is what Baton's own assemblies refer to.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal static class DefinitionSource
{
    private static readonly string[] Framework = ["System", "Microsoft", "netstandard", "mscorlib"];
    private static readonly ConcurrentDictionary<Assembly, string> Keys = new();

    /// <summary>
    /// The key of a row's code; null where it would not tell enough: a builder that captured something (a finished definition, settings)
    /// depends on more than its code.
    /// </summary>
    public static string? KeyOf(GraphRow row)
    {
        var target = row.Build.Target;
        if (target is not null && target.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length > 0) return null;
        return Keys.GetOrAdd(row.Build.Method.Module.Assembly, KeyOf);
    }

    private static string KeyOf(Assembly root)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(typeof(GraphDefinition).Assembly, found, descend: false);
        Add(root, found, descend: true);
        var text = string.Join('\n', found.Select(pair => $"{pair.Key} {pair.Value}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    private static void Add(Assembly assembly, SortedDictionary<string, string> found, bool descend)
    {
        if (!found.TryAdd(assembly.GetName().Name!, assembly.ManifestModule.ModuleVersionId.ToString("n")) || !descend) return;
        foreach (var reference in assembly.GetReferencedAssemblies())
        {
            if (IsIn(reference, Framework) || found.ContainsKey(reference.Name!)) continue;
            if (Load(assembly, reference) is { } loaded) Add(loaded, found, descend: !IsIn(reference, ["Baton"]));
            else found[reference.Name!] = reference.FullName;
        }
    }

    private static bool IsIn(AssemblyName name, string[] families) =>
        Array.Exists(families, family => name.Name == family || name.Name!.StartsWith(family + ".", StringComparison.Ordinal));

    private static Assembly? Load(Assembly from, AssemblyName reference)
    {
        try
        {
            return (AssemblyLoadContext.GetLoadContext(from) ?? AssemblyLoadContext.Default).LoadFromAssemblyName(reference);
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            // What cannot be loaded cannot be used by a builder either; that it is referred to counts all the same.
            return null;
        }
    }
}
