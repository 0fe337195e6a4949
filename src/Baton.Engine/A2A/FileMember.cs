using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Baton.Contracts;

namespace Baton.Engine.A2A;

/// <summary>The member of a contract that holds files.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="IsList">True for a list of files.</param>
public sealed record FileMember(string Name, bool IsList)
{
    private static readonly ConcurrentDictionary<Type, FileMember?> Known = new();

    /// <summary>The first such member of a contract; null where it has none.</summary>
    public static FileMember? Of(Contract contract) => Known.GetOrAdd(contract.Type, static type =>
    {
        var info = BatonJson.Options.GetTypeInfo(type);
        if (info.Kind != JsonTypeInfoKind.Object) return null;
        return info.Properties.Select(property => Of(property.Name, property.PropertyType)).FirstOrDefault(member => member is not null);
    });

    private static FileMember? Of(string name, Type type)
    {
        if (type == typeof(FileContent)) return new FileMember(name, IsList: false);
        return typeof(IEnumerable<FileContent>).IsAssignableFrom(type) ? new FileMember(name, IsList: true) : null;
    }

    /// <summary>The files that a value has in this member.</summary>
    public IEnumerable<FileContent> In(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(Name, out var member)) return [];
        var items = IsList && member.ValueKind == JsonValueKind.Array ? member.EnumerateArray().ToArray() : [member];
        return items.Where(item => item.ValueKind == JsonValueKind.Object).Select(item => item.Deserialize<FileContent>(BatonJson.Options)!);
    }
}
